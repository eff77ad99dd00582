/** Decides when a page reconnects: soon, at random times, and after BLIND attempts only if the server may answer. */
import { pause } from "./probe";

const FIRST_MS = 1_250; // with the spread 0.5 to 2 s, so that a hall does not reconnect all at once
const MAX_MS = 2_800; // even with the spread, a phone is back within 5 s of its network's return
const SPREAD = 0.6;
const BLIND = 4; // attempts without asking first: enough for a server that restarts
const SILENT_MS = 1_500;

export class Reconnector {
  private failed = 0;
  private round = 0;

  /**
   * @param isThere sends a small request, which times out by itself, and tells whether the server answered
   * @param attempt starts to connect
   */
  constructor(private readonly isThere: () => Promise<boolean>, private readonly attempt: () => void) {}

  /** Schedule the next attempt, after the connection was lost or an attempt failed. */
  async again(): Promise<void> {
    const round = ++this.round;
    for (let isVain = true; isVain; ) {
      await pause(this.rest());
      if (round !== this.round) return;
      this.failed += 1;
      isVain = this.failed > BLIND && !(await this.hasHope());
    }
    if (round === this.round) this.attempt();
  }

  /** Cancel the scheduled attempt, because the caller connects by itself. */
  leave(): void {
    this.round += 1;
  }

  /** Forget the failures, because an attempt has succeeded. */
  reset(): void {
    this.leave();
    this.failed = 0;
  }

  private rest(): number {
    return Math.min(FIRST_MS * 2 ** this.failed, MAX_MS) * (1 + SPREAD * (2 * Math.random() - 1));
  }

  /** Return whether an attempt may succeed: only a quick failure rules it out, since a request can hang by itself. */
  private async hasHope(): Promise<boolean> {
    const askedAt = performance.now();
    return (await this.isThere()) || performance.now() - askedAt > SILENT_MS;
  }
}
