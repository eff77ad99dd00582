/** The hall's picture changes at most four times a second, however fast the hall votes. */
import { useTopic } from "../lib/hooks";

const REST_MS = 250;

export function useBoard<T>(topic: string, first: T): T {
  return useTopic<T>(topic, first, REST_MS);
}
