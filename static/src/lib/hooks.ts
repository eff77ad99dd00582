/** Hooks for a topic, the connection to the server, the outbox and a deadline. */
import { useEffect, useRef, useState } from "preact/hooks";
import { serverClock } from "./clock";
import type { ConnectionState } from "./live";
import type { OutboxState } from "./outbox";
import { live, outbox } from "./page";
import type { TopicData } from "./wire";

/** Return the newest data of a topic, `first` before any; redraw at most every `restMs` ms (the stage: 250). */
export function useTopic<N extends keyof TopicData, T>(topic: N, first: T, restMs = 0): TopicData[N] | T {
  const [data, setData] = useState<TopicData[N] | T>(() => live().topics.get(topic) ?? first);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => {
    const { topics } = live();
    const draw = (): void => {
      timer.current = undefined;
      const newest = topics.get(topic);
      if (newest !== undefined) setData(() => newest);
    };
    draw();
    const stop = topics.subscribe(topic, () => (timer.current ??= setTimeout(draw, restMs)));
    return () => {
      stop();
      clearTimeout(timer.current);
      timer.current = undefined;
    };
  }, [topic, restMs]);
  return data;
}

export function useConnectionState(): ConnectionState {
  const [state, setState] = useState<ConnectionState>(live().state);
  useEffect(() => live().subscribe(setState), []);
  return state;
}

export function useOutbox(): OutboxState {
  const [state, setState] = useState<OutboxState>({ word: "empty" });
  useEffect(() => {
    let stop: () => void = () => undefined;
    let isGone = false;
    void outbox().then((box) => isGone || (stop = box.subscribe(setState)));
    return () => {
      isGone = true;
      stop();
    };
  }, []);
  return state;
}

/** Return the whole seconds left until a deadline; null without a deadline. */
export function useSecondsLeft(deadline: string | null): number | null {
  const left = (): number | null => (deadline === null ? null : serverClock().secondsUntil(deadline));
  const [seconds, setSeconds] = useState(left);
  useEffect(() => {
    setSeconds(left());
    const timer = setInterval(() => setSeconds(left()), 250);
    return () => clearInterval(timer);
  }, [deadline]);
  return seconds;
}
