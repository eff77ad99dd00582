/** Countdowns in server time, advanced by the browser's monotonic clock, which nobody can set. */
type Ticks = () => number;

const pageTicks: Ticks = () => performance.now();

/** Server time in ms since 1970: the time last received plus the time passed since. */
export class ServerClock {
  private base: number;

  constructor(serverNow: number, private readonly ticks: Ticks = pageTicks, heardAt: number = ticks()) {
    this.base = serverNow - heardAt;
  }

  now(): number {
    return this.base + this.ticks();
  }

  /** Set the clock to a server time just received; half of `roundTrip` (ms) counts as the return trip. */
  sync(serverNow: number, roundTrip = 0): void {
    this.base = serverNow + roundTrip / 2 - this.ticks();
  }

  /** Return the whole seconds until a deadline (ISO text or ms since 1970); 0 once it has passed or is no time. */
  secondsUntil(deadline: string | number): number {
    const end = typeof deadline === "number" ? deadline : Date.parse(deadline);
    return Math.max(0, Math.ceil((end - this.now()) / 1000)) || 0;
  }
}

/** Format seconds as a clock: 65 -> "1:05", 3605 -> "1:00:05". */
export function asClock(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] ? parts : parts.slice(1);
  return shown.map((part, place) => (place ? String(part).padStart(2, "0") : part)).join(":");
}

let pageClock: ServerClock | undefined;

/** Return the page's clock, set by `<body data-now>` for the moment when the page began to arrive. */
export function serverClock(): ServerClock {
  if (!pageClock) {
    const rendered = Number(document.body.dataset.now);
    const [page] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
    pageClock = rendered ? new ServerClock(rendered, pageTicks, page?.responseStart ?? 0) : new ServerClock(Date.now());
  }
  return pageClock;
}
