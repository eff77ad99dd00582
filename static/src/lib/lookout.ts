/** While an attempt to connect hangs: does the server answer somebody who asks anew? Then the attempt is lost. */
const HANGS_MS = 2_000;
const REST_MS = 500;
const SLOWER = 5;

export class Lookout {
  /** Whether the server has answered since the attempt began. */
  hasHeard = false;
  private attempt = 0;

  /**
   * @param isThere asks the server for something small, and gives up by itself
   * @param onBack is told once of an attempt, when the server answered in a fraction of the time that it has waited
   */
  constructor(private readonly isThere: () => Promise<boolean>, private readonly onBack: () => void) {}

  /** An attempt begins; what is known of an earlier one counts no more. */
  start(): void {
    this.hasHeard = false;
    void this.watch(++this.attempt);
  }

  /** It has ended, in whatever way. */
  stop(): void {
    this.attempt += 1;
  }

  /** On a network so slow that a small answer takes a fifth as long, the attempt may well be on its way. */
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
