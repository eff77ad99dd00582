/** A question asked anew at each pause: one under way at a time, and only the answer to the latest is told. */
export class Asking<A> {
  private latest = "";
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isAsking = false;

  constructor(
    private readonly ask: (question: string) => Promise<A>,
    private readonly tell: (answer: A | null) => void,
    private readonly pauseMs: number,
  ) {}

  /** The question is another now; an empty one has no answer. */
  change(question: string): void {
    if (question === this.latest) return;
    this.latest = question;
    clearTimeout(this.timer);
    if (question) this.timer = setTimeout(() => void this.send(), this.pauseMs);
    else this.tell(null);
  }

  private async send(): Promise<void> {
    if (this.isAsking) return; // when that answer comes, the question will be seen to be another
    this.isAsking = true;
    const question = this.latest;
    const answer = await this.ask(question).catch(() => null);
    this.isAsking = false;
    if (question === this.latest) {
      if (answer === null) this.latest = ""; // it failed: the same question may be asked again
      this.tell(answer);
    } else if (this.latest) void this.send();
  }
}
