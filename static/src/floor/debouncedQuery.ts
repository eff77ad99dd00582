/** Asks the server at each typing pause: one request at a time, and only the answer to the newest question is reported. */
export class DebouncedQuery<A> {
  private latest = "";
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isAsking = false;

  constructor(
    private readonly ask: (question: string) => Promise<A>,
    private readonly report: (answer: A | null) => void,
    private readonly pauseMs: number,
  ) {}

  /** Set the question and ask it after the pause; report null at once for an empty question. */
  change(question: string): void {
    if (question === this.latest) return;
    this.latest = question;
    clearTimeout(this.timer);
    if (question) this.timer = setTimeout(() => void this.send(), this.pauseMs);
    else this.report(null);
  }

  private async send(): Promise<void> {
    if (this.isAsking) return; // the running request sends the newer question when it ends
    this.isAsking = true;
    const question = this.latest;
    const answer = await this.ask(question).catch(() => null);
    this.isAsking = false;
    if (question === this.latest) {
      if (answer === null) this.latest = ""; // the request failed: the same question may be asked again
      this.report(answer);
    } else if (this.latest) void this.send();
  }
}
