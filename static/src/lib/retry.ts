/** When a page without a connection tries again: soon, spread, and after some vain attempts only where there is hope. */
import { pause } from "./lookout";

const FIRST_MS = 1_250; // with the spread: half a second to two, so that a hall does not come back as one
const MOST_MS = 2_800; // whatever the spread: every phone is back within five seconds of its network
const SPREAD = 0.6;
const BLIND = 4; // attempts: enough for a server that starts anew
const SILENT_MS = 1_500;

export class Retry {
  private failed = 0;
  private round = 0;

  /**
   * @param isThere asks the server for something small, and gives up by itself
   * @param attempt begins to connect
   */
  constructor(private readonly isThere: () => Promise<boolean>, private readonly attempt: () => void) {}

  /** The connection was lost, or an attempt failed. */
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

  /** An attempt is made without being asked for here. */
  leave(): void {
    this.round += 1;
  }

  /** It has succeeded. */
  reset(): void {
    this.leave();
    this.failed = 0;
  }

  private rest(): number {
    return Math.min(FIRST_MS * 2 ** this.failed, MOST_MS) * (1 + SPREAD * (2 * Math.random() - 1));
  }

  /** Only a no that comes at once says that an attempt is vain; silence says nothing, a request can hang by itself. */
  private async hasHope(): Promise<boolean> {
    const askedAt = performance.now();
    return (await this.isThere()) || performance.now() - askedAt > SILENT_MS;
  }
}
