/** The picture that the desk has chosen. */
import type { ComponentType } from "preact";
import { useBoard } from "./redraw";
import type { MeetingFacts } from "./shapes";
import { WallView } from "./wall";

interface Question {
  question: string;
}

const VIEWS: Record<string, ComponentType<Question>> = { wall: WallView };

export function View(first: Question & { view: string }) {
  const meeting = useBoard<MeetingFacts | null>("meeting", null);
  const Chosen = VIEWS[meeting ? meeting.stage_view : first.view] ?? WallView;
  return <Chosen question={meeting ? meeting.question : first.question} />;
}
