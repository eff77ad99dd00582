/** Limits the stage to four redraws of a topic a second, however fast votes arrive. */
import { useTopic } from "../lib/hooks";

const REST_MS = 250;

export function useBoard<T>(topic: string, first: T): T {
  return useTopic<T>(topic, first, REST_MS);
}
