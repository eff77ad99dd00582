/** The picture that the desk has chosen. */
import type { ComponentType } from "preact";
import { CasesView } from "./cases";
import { GroundView } from "./ground";
import { PollView } from "./poll";
import { useBoard } from "./redraw";
import type { MeetingFacts } from "./shapes";
import { ThemesView } from "./themes";
import { WallView } from "./wall";

interface Question {
  question: string;
}

const VIEWS: Record<string, ComponentType<Question>> = {
  wall: WallView,
  themes: ThemesView,
  ground: GroundView,
  poll: PollView,
  cases: CasesView,
};

export function View(first: Question & { view: string }) {
  const meeting = useBoard<MeetingFacts | null>("meeting", null);
  const Chosen = VIEWS[meeting ? meeting.stage_view : first.view] ?? WallView;
  return <Chosen question={meeting ? meeting.question : first.question} />;
}
