/** The outbox stores each write on the phone first, then sends it, in order and with the same key, until answered. */
import { AskError, networkError, type Refusal } from "./errors";
import { newKey } from "./keys";

export interface Item {
  key: string;
  event: string;
  payload: Record<string, unknown>;
  at: number;
}

/** Storage for items; `isLasting` is false when they do not outlive the tab. */
export interface OutboxStorage {
  readonly isLasting: boolean;
  load(): Promise<Item[]>;
  save(item: Item): Promise<void>;
  remove(key: string): Promise<void>;
}

export type Send = (event: string, payload: Record<string, unknown>) => Promise<unknown>;

/** `saved`: items wait to be sent (`isLasting`: even if the page closes). `refused`: the server finally refused one. */
export type OutboxState =
  | { word: "empty" }
  | { word: "sending" | "saved"; waiting: number; isLasting: boolean }
  | { word: "refused"; waiting: number; item: Item; error: AskError };

/** A stored write: its key, and the promise of its receipt, which rejects when the server finally refuses the write. */
export interface StoredWrite {
  key: string;
  receipt: Promise<unknown>;
}

type Answer = { ok: true; data: unknown } | { ok: false; error: Refusal };

const MAX_AT_ONCE = 50;

interface Deferred {
  resolve(receipt: unknown): void;
  reject(error: unknown): void;
}

export class Outbox {
  state: OutboxState = { word: "empty" };
  private items: Item[] = [];
  private readonly deferreds = new Map<string, Deferred>();
  private readonly listeners = new Set<(state: OutboxState) => void>();
  private isDraining = false;
  private lastAt = 0;
  private readonly opened: Promise<void>;

  constructor(private readonly send: Send, private readonly storage: OutboxStorage) {
    this.opened = storage.load().then((items) => {
      this.items = items.sort((a, b) => a.at - b.at);
      this.lastAt = this.items[this.items.length - 1]?.at ?? 0;
    });
  }

  /** Store a write, then send it; resolves as soon as it is stored. */
  async put(event: string, payload: Record<string, unknown>, key: string = newKey()): Promise<StoredWrite> {
    await this.opened;
    this.lastAt = Math.max(Date.now(), this.lastAt + 1); // clocks jump; the order must not
    const item: Item = { key, event, payload, at: this.lastAt };
    await this.storage.save(item);
    this.items.push(item);
    const receipt = new Promise<unknown>((resolve, reject) => this.deferreds.set(key, { resolve, reject }));
    receipt.catch(() => undefined); // callers that ignore it learn of a refusal from the state
    void this.drain();
    return { key, receipt };
  }

  /** Send the waiting items; to be called whenever the connection opens. */
  async drain(): Promise<void> {
    await this.opened;
    if (this.isDraining) return;
    this.isDraining = true;
    try {
      for (let item = this.items[0]; item; item = this.items[0]) {
        const run = this.reactionsFirst();
        await (run.length > 1 ? this.sendMany(run) : this.sendOne(item));
      }
      if (this.state.word !== "refused") this.setState({ word: "empty" });
    } catch {
      this.setState({ word: "saved", waiting: this.items.length, isLasting: this.storage.isLasting });
    } finally {
      this.isDraining = false;
    }
  }

  /** Call the listener with the state now and at each change; return the unsubscribe function. */
  subscribe(listener: (state: OutboxState) => void): () => void {
    this.listeners.add(listener);
    listener(this.state);
    return () => this.listeners.delete(listener);
  }

  /** Send one item; throw when it has to wait. */
  private async sendOne(item: Item): Promise<void> {
    this.setState({ word: "sending", waiting: this.items.length, isLasting: this.storage.isLasting });
    try {
      const receipt = await this.send(item.event, { ...item.payload, key: item.key });
      (await this.forget(item))?.resolve(receipt);
    } catch (failure) {
      const error = failure instanceof AskError ? failure : networkError("offline");
      if (error.isPassing) throw error;
      (await this.forget(item))?.reject(error);
      this.setState({ word: "refused", waiting: this.items.length, item, error });
    }
  }

  /** Return the reactions at the head of the queue; after a time offline they travel as one message. */
  private reactionsFirst(): Item[] {
    const other = this.items.findIndex(({ event }) => event !== "reaction:cast");
    return this.items.slice(0, other < 0 ? MAX_AT_ONCE : Math.min(other, MAX_AT_ONCE));
  }

  /** Send reactions as one message; the server writes them in order in one transaction and answers each by itself. */
  private async sendMany(run: Item[]): Promise<void> {
    this.setState({ word: "sending", waiting: this.items.length, isLasting: this.storage.isLasting });
    const items = run.map(({ key, payload }) => ({ ...payload, key }));
    const answers = (await this.send("reactions:cast", { items }).catch((error) => {
      if (error instanceof AskError && !error.isPassing) return null; // refused as a whole: send the first alone
      throw error;
    })) as Answer[] | null;
    if (!answers) return this.sendOne(run[0] as Item);
    for (const [at, item] of run.entries()) await this.settle(item, answers[at]);
  }

  private async settle(item: Item, answer: Answer | undefined): Promise<void> {
    if (answer?.ok) return (await this.forget(item))?.resolve(answer.data);
    const error = answer ? new AskError(answer.error) : networkError("timeout");
    if (error.isPassing) throw error;
    (await this.forget(item))?.reject(error);
    this.setState({ word: "refused", waiting: this.items.length, item, error });
  }

  private async forget(item: Item): Promise<Deferred | undefined> {
    const deferred = this.deferreds.get(item.key);
    this.deferreds.delete(item.key);
    this.items = this.items.filter((other) => other !== item);
    await this.storage.remove(item.key).catch(() => undefined); // if it stays, sending it again repeats nothing
    return deferred;
  }

  private setState(state: OutboxState): void {
    this.state = state;
    this.listeners.forEach((listener) => listener(state));
  }
}
