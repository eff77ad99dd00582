/** What the server last told about each topic: whole snapshots, of which only a newer one counts. */
export interface Snapshot<T = unknown> {
  meeting: string;
  topic: string;
  version: number;
  data: T;
}

export type Listener<T> = (data: T) => void;

export class Topics {
  private readonly snapshots = new Map<string, Snapshot>();
  private readonly listeners = new Map<string, Set<Listener<never>>>();

  constructor(private readonly meeting: string) {}

  /** Take a snapshot in, unless it is of another meeting or not newer; tells whether it was taken. */
  apply(snapshot: Snapshot): boolean {
    const held = this.snapshots.get(snapshot.topic);
    if (snapshot.meeting !== this.meeting || (held && snapshot.version <= held.version)) return false;
    this.snapshots.set(snapshot.topic, snapshot);
    this.listeners.get(snapshot.topic)?.forEach((listener) => listener(snapshot.data as never));
    return true;
  }

  get<T>(topic: string): T | undefined {
    return this.snapshots.get(topic)?.data as T | undefined;
  }

  /** -1 before the first snapshot of the topic. */
  versionOf(topic: string): number {
    return this.snapshots.get(topic)?.version ?? -1;
  }

  /** What `meeting:join` sends, so that the server answers with what changed meanwhile. */
  seen(): Record<string, number> {
    const versions: Record<string, number> = {};
    this.snapshots.forEach((snapshot, topic) => (versions[topic] = snapshot.version));
    return versions;
  }

  /** Hear each newer snapshot of a topic; the answer stops it. */
  subscribe<T>(topic: string, listener: Listener<T>): () => void {
    const heard = this.listeners.get(topic) ?? new Set();
    this.listeners.set(topic, heard.add(listener as Listener<never>));
    return () => heard.delete(listener as Listener<never>);
  }
}
