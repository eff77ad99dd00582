/** Limits the stage to four redraws of a topic a second, however fast votes arrive. */
import { useTopic } from "../lib/hooks";
import type { TopicData } from "../lib/wire";

const REST_MS = 250;

export function useBoard<N extends keyof TopicData, T>(topic: N, first: T): TopicData[N] | T {
  return useTopic(topic, first, REST_MS);
}
