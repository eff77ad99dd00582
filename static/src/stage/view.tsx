/** The stage view that the desk has chosen. */
import type { ComponentType } from "preact";
import type { TopicData } from "../lib/wire";
import { CasesView } from "./cases";
import { DivisorsView } from "./divisors";
import { GroundView } from "./ground";
import { MapView } from "./map";
import { PollView } from "./poll";
import { useBoard } from "./redraw";
import { ThemesView } from "./themes";
import { WallView } from "./wall";

interface Question {
  question: string;
  theme: string;
}

/** Each view with the topic that it needs before it can be drawn. */
const VIEWS: Record<string, { topic: keyof TopicData; Picture: ComponentType<Question> }> = {
  wall: { topic: "wall", Picture: WallView },
  themes: { topic: "themes", Picture: ThemesView },
  ground: { topic: "ground", Picture: GroundView },
  divisors: { topic: "ground", Picture: DivisorsView },
  map: { topic: "ground", Picture: MapView },
  poll: { topic: "polls", Picture: PollView },
  cases: { topic: "cases", Picture: CasesView },
};
const FIRST = { topic: "wall" as const, Picture: WallView };

export function View(first: { question: string; view: string }) {
  const meeting = useBoard("meeting", null);
  const [view = "", theme = ""] = (meeting ? meeting.stage_view : first.view).split(":");
  const { topic, Picture } = VIEWS[view] ?? FIRST;
  const question = meeting ? meeting.question : first.question;
  return <WhenLoaded key={topic} topic={topic} question={question} theme={theme} Picture={Picture} />;
}

/** Shows the meeting's question until the topic's first snapshot: "not loaded" must not look like "empty". */
function WhenLoaded({ topic, Picture, ...shown }: Question & { topic: keyof TopicData; Picture: ComponentType<Question> }) {
  const isLoaded = useBoard(topic, undefined) !== undefined;
  return isLoaded ? <Picture {...shown} /> : <p class="stage-question">{shown.question}</p>;
}
