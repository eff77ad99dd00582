/** The newest snapshot of each topic. Snapshots come whole or partial; only those with a higher version count. */
import type { TopicData } from "./wire";

export interface Snapshot<T = unknown> {
  meeting: string;
  topic: string;
  version: number;
  /** Only in a partial snapshot, whose maps hold just the changed entries: the version that it updates. */
  since?: number;
  data: T;
}

export type Listener<T> = (data: T) => void;

export class Topics {
  private readonly snapshots = new Map<string, Snapshot>();
  private readonly listeners = new Map<string, Set<Listener<never>>>();
  private readonly missing = new Map<string, number>();

  constructor(private readonly meeting: string) {}

  /** Apply a snapshot and return true; return false for another meeting, an old version, or a part without its base. */
  apply(snapshot: Snapshot): boolean {
    const { topic, version, since } = snapshot;
    const before = this.snapshots.get(topic);
    if (snapshot.meeting !== this.meeting || version <= this.versionOf(topic)) return false;
    if (since !== undefined && (!before || before.version < since)) {
      this.missing.set(topic, Math.max(version, this.missing.get(topic) ?? 0));
      return false;
    }
    const data = since === undefined ? snapshot.data : merged(before?.data, snapshot.data);
    this.snapshots.set(topic, { ...snapshot, data });
    if (version >= (this.missing.get(topic) ?? 0)) this.missing.delete(topic);
    this.listeners.get(topic)?.forEach((listener) => listener(data as never));
    return true;
  }

  /** Whether a partial snapshot came without its base, so that the whole snapshot must be requested. */
  get isBehind(): boolean {
    return this.missing.size > 0;
  }

  get<N extends keyof TopicData>(topic: N): TopicData[N] | undefined {
    return this.snapshots.get(topic)?.data as TopicData[N] | undefined;
  }

  /** Return the latest version of a topic; -1 before its first snapshot. */
  versionOf(topic: string): number {
    return this.snapshots.get(topic)?.version ?? -1;
  }

  /** Return the latest version of each topic; `meeting:join` sends them to receive what changed since. */
  seen(): Record<string, number> {
    const versions: Record<string, number> = {};
    this.snapshots.forEach((snapshot, topic) => (versions[topic] = snapshot.version));
    return versions;
  }

  /** Call the listener with the data of each newer snapshot of a topic; return the unsubscribe function. */
  subscribe<N extends keyof TopicData>(topic: N, listener: Listener<TopicData[N]>): () => void {
    const heard = this.listeners.get(topic) ?? new Set();
    this.listeners.set(topic, heard.add(listener as Listener<never>));
    return () => heard.delete(listener as Listener<never>);
  }
}

type JsonMap = Record<string, unknown>;

/** Return the whole after a partial snapshot: maps are merged by key, other fields replaced. */
function merged(whole: unknown, part: unknown): JsonMap {
  const before = whole as JsonMap;
  const entries = Object.entries(part as JsonMap).map(([name, value]): [string, unknown] => [
    name,
    isMap(value) && isMap(before[name]) ? { ...before[name], ...value } : value,
  ]);
  return { ...before, ...Object.fromEntries(entries) };
}

function isMap(value: unknown): value is JsonMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
