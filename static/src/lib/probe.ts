/** Watches an attempt to connect that hangs: if the server quickly answers a new request, the attempt is lost. */
const HANGS_MS = 2_000;
const REST_MS = 500;
const SLOWER = 5;

export class Probe {
  /** Whether the server has answered since the attempt began. */
  hasHeard = false;
  private attempt = 0;

  /**
   * @param isThere sends a small request, which times out by itself, and tells whether the server answered
   * @param onBack is called once for an attempt, when an answer took less than 1/SLOWER of the attempt's wait
   */
  constructor(private readonly isThere: () => Promise<boolean>, private readonly onBack: () => void) {}

  /** Start watching a new attempt and forget the earlier one. */
  start(): void {
    this.hasHeard = false;
    void this.watch(++this.attempt);
  }

  /** Stop watching: the attempt has succeeded or failed. */
  stop(): void {
    this.attempt += 1;
  }

  /** Ask until the server answers fast. If a small answer takes a fifth of the wait, the attempt may just be slow. */
  private async watch(attempt: number): Promise<void> {
    const began = Date.now();
    for (await pause(HANGS_MS); attempt === this.attempt; await pause(REST_MS)) {
      const askedAt = Date.now();
      const isThere = await this.isThere();
      const took = Date.now() - askedAt;
      if (attempt !== this.attempt || !isThere) continue;
      this.hasHeard = true;
      if (Date.now() - began > SLOWER * took) return this.onBack();
    }
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
