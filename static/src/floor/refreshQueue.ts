/** Collects what a page must fetch again into few requests, so that a hall full of phones does not ask all at once. */
const GATHER_MS = 150; // one act changes several topics
const SPREAD_MS = 2_000; // at most, over which the pages of a meeting spread their requests
const SPREAD_EACH_MS = 10; // a page of a small meeting asks soon
const REST_EACH_MS = 5; // a meeting asks at most 200 times a second, however often its data change
const REST_MS = 3_000; // at least, between two requests of a page

export interface RefreshSource {
  /** Fetch and show these parts; resolves with false if they must be asked for again. */
  fetch(parts: string[]): Promise<boolean>;
  /** Whether requests make sense now: the page is visible and connected. */
  isAwake(): boolean;
  /** Return how many pages of the meeting may ask at the same time. */
  pages(): number;
}

export class RefreshQueue {
  private readonly due = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private fetching: Promise<void> | undefined;
  private restUntil = 0;

  constructor(private readonly source: RefreshSource) {}

  /** Fetch parts after a random wait; parts asked for meanwhile join the same request. */
  add(...parts: string[]): void {
    parts.forEach((part) => this.due.add(part));
    this.schedule();
  }

  /** Fetch parts at once, after a request that is under way; a person's own acts are few enough. */
  async hurry(...parts: string[]): Promise<void> {
    parts.forEach((part) => this.due.add(part));
    await this.fetching;
    clearTimeout(this.timer);
    await this.send();
  }

  /** Go on after the page was hidden or disconnected. */
  wake(): void {
    this.schedule();
  }

  private schedule(): void {
    if (this.timer !== undefined || this.fetching || this.due.size === 0 || !this.source.isAwake()) return;
    const rest = Math.max(GATHER_MS, this.restUntil - Date.now());
    const spread = Math.min(SPREAD_MS, SPREAD_EACH_MS * this.source.pages());
    this.timer = setTimeout(() => void this.send(), rest + Math.random() * spread);
  }

  private async send(): Promise<void> {
    this.timer = undefined;
    if (!this.source.isAwake() || this.due.size === 0) return; // `wake` schedules again
    const parts = [...this.due].sort();
    this.due.clear();
    const request = this.source.fetch(parts).catch(() => false);
    this.fetching = request.then(() => undefined);
    const isDone = await request;
    this.fetching = undefined;
    this.restUntil = Date.now() + Math.max(REST_MS, REST_EACH_MS * this.source.pages());
    if (!isDone) parts.forEach((part) => this.due.add(part));
    this.schedule();
  }
}
