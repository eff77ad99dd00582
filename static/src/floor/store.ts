/** A value that components subscribe to. */
import { useEffect, useState } from "preact/hooks";

export class Store<T> {
  private current: { value: T } | undefined;
  private readonly listeners = new Set<(value: T) => void>();

  constructor(private readonly first: () => T) {}

  get value(): T {
    return (this.current ??= { value: this.first() }).value;
  }

  change(change: (now: T) => T): void {
    this.current = { value: change(this.value) };
    this.listeners.forEach((listener) => listener(this.value));
  }

  /** Call the listener with the value now and at each change; return the unsubscribe function. */
  subscribe(listener: (value: T) => void): () => void {
    this.listeners.add(listener);
    listener(this.value);
    return () => this.listeners.delete(listener);
  }
}

export function useStore<T>(store: Store<T>): T {
  const [value, setValue] = useState<T>(() => store.value);
  useEffect(() => store.subscribe((next) => setValue(() => next)), [store]);
  return value;
}
