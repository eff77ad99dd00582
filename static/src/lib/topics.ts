/** What the server last told about each topic: snapshots and pages of them, of which only a newer one counts. */
export interface Snapshot<T = unknown> {
  meeting: string;
  topic: string;
  version: number;
  /** Of a page, which holds of each map only the entries that changed: the version that it changes. */
  since?: number;
  data: T;
}

export type Listener<T> = (data: T) => void;

export class Topics {
  private readonly snapshots = new Map<string, Snapshot>();
  private readonly listeners = new Map<string, Set<Listener<never>>>();
  private readonly missing = new Map<string, number>();

  constructor(private readonly meeting: string) {}

  /** Take a snapshot in, unless it is of another meeting, not newer, or a page of what is not held; tells whether. */
  apply(snapshot: Snapshot): boolean {
    const { topic, version, since } = snapshot;
    const held = this.snapshots.get(topic);
    if (snapshot.meeting !== this.meeting || version <= this.versionOf(topic)) return false;
    if (since !== undefined && (!held || held.version < since)) {
      this.missing.set(topic, Math.max(version, this.missing.get(topic) ?? 0));
      return false;
    }
    const data = since === undefined ? snapshot.data : turned(held?.data, snapshot.data);
    this.snapshots.set(topic, { ...snapshot, data });
    if (version >= (this.missing.get(topic) ?? 0)) this.missing.delete(topic);
    this.listeners.get(topic)?.forEach((listener) => listener(data as never));
    return true;
  }

  /** Whether a page came that could not be taken, so that the whole must be asked for. */
  get isBehind(): boolean {
    return this.missing.size > 0;
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

type Sheet = Record<string, unknown>;

/** The whole after a page: maps take the page's entries in, everything else is replaced. */
function turned(whole: unknown, page: unknown): Sheet {
  const before = whole as Sheet;
  const entries = Object.entries(page as Sheet).map(([name, part]): [string, unknown] => [
    name,
    isMap(part) && isMap(before[name]) ? { ...before[name], ...part } : part,
  ]);
  return { ...before, ...Object.fromEntries(entries) };
}

function isMap(value: unknown): value is Sheet {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
