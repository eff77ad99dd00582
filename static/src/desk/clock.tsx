/** The time left in the current phase. */
import { Countdown } from "../lib/countdown";
import { useTopic } from "../lib/hooks";

export function Clock({ deadline }: { deadline: string | null }) {
  const meeting = useTopic("meeting", null);
  return <Countdown deadline={meeting ? meeting.phase_ends_at : deadline} />;
}
