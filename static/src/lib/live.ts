/** The one Socket.IO connection of a page: requests, snapshots, and reconnecting after sleep or a lost network. */
import { io, type Socket } from "socket.io-client";
import { AskError, networkError, type Refusal } from "./errors";
import { get } from "./http";
import { Probe } from "./probe";
import { Reconnector } from "./reconnect";
import type { AccessEnded } from "./wire";
import { Topics, type Snapshot } from "./topics";

/** State of the connection. `ended`: the server ended the session or seat; only the reader's return retries. */
export type ConnectionState = "connecting" | "open" | "lost" | "refused" | "ended";

export interface Place {
  meeting: string;
  seat: string;
  audience: "room" | "desk";
  locale: string;
}

type Ack = { ok: true; data: unknown } | { ok: false; error: Refusal };

const ASK_MS = 8_000;
const JOIN_MS = 5_000;
const AGAIN_MS = 300;
const PROBE_MS = 2_000;
const SNAPSHOT = /^\w+:changed$/;

export class Live {
  readonly topics: Topics;
  state: ConnectionState = "connecting";
  /** Why the server ended the connection, in words. */
  endedBecause = "";
  private readonly socket: Socket;
  private readonly listeners = new Set<(state: ConnectionState) => void>();
  private readonly probe: Probe;
  private readonly reconnector: Reconnector;
  private joining: Promise<void> | undefined;
  private swallowed = 0;

  constructor(private readonly place: Place) {
    this.topics = new Topics(place.meeting);
    this.socket = io({
      query: { meeting: place.meeting }, // nginx routes a meeting's people to one process by it
      auth: { locale: place.locale, ...(place.seat && { seat: place.seat }) },
      transports: ["websocket", "polling"],
      tryAllTransports: true,
      timeout: ASK_MS,
      reconnection: false, // `Reconnector` reconnects instead
    });
    const isThere = async (): Promise<boolean> => (await get("/healthz", PROBE_MS))?.ok === true;
    this.probe = new Probe(isThere, () => this.leaveHanging());
    this.reconnector = new Reconnector(isThere, () => this.connectNow());
    this.probe.start();
    this.socket.on("connect", () => this.arrive());
    this.socket.on("disconnect", () => this.lose());
    this.socket.on("connect_error", (error) => this.fail(error));
    this.socket.on("access:ended", (ended: AccessEnded) => this.end(ended));
    this.socket.onAny((event: string, body: Snapshot) => void (SNAPSHOT.test(event) && this.hear(body)));
    window.addEventListener("focus", () => this.wake());
    window.addEventListener("online", () => this.wake());
    document.addEventListener("visibilitychange", () => document.hidden || this.wake());
  }

  /** Ask the server; resolves with the ack's data after commit, rejects with an `AskError`. */
  async ask<T = unknown>(event: string, payload: object, waitMs: number = ASK_MS): Promise<T> {
    if (!this.socket.connected) throw networkError("offline");
    const ack = (await this.socket.timeout(waitMs).emitWithAck(event, payload).catch(() => null)) as Ack | null;
    if (!ack) {
      void this.join(); // check whether the connection still works
      throw networkError("timeout");
    }
    if (!ack.ok) throw new AskError(ack.error);
    return ack.data as T;
  }

  /** Call the listener with the connection's state now and at each change; return the unsubscribe function. */
  subscribe(listener: (state: ConnectionState) => void): () => void {
    this.listeners.add(listener);
    listener(this.state);
    return () => this.listeners.delete(listener);
  }

  /** Fetch all that changed since the latest versions here; calls meanwhile share the running request. */
  join(): Promise<void> {
    return (this.joining ??= this.catchUp().finally(() => (this.joining = undefined)));
  }

  private async catchUp(): Promise<void> {
    const { meeting, audience } = this.place;
    try {
      const wish = { meeting, audience, seen: this.topics.seen() };
      const { snapshots } = await this.ask<{ snapshots: Snapshot[] }>("meeting:join", wish, JOIN_MS);
      snapshots.forEach((snapshot) => this.topics.apply(snapshot));
      this.changeState("open");
      if (this.topics.isBehind) setTimeout(() => void this.join(), AGAIN_MS);
    } catch (error) {
      if (error instanceof AskError && !error.isPassing) this.changeState("refused");
      else if (this.socket.connected) this.socket.io.engine.close(); // the socket died during sleep: open a new one
    }
  }

  private hear(snapshot: Snapshot): void {
    this.topics.apply(snapshot);
    if (this.topics.isBehind) void this.join();
  }

  private wake(): void {
    if (this.socket.connected) void this.join();
    else if (this.state === "lost" || this.state === "ended") this.connectNow(); // an ended seat may have been restored
  }

  /** Connect at once instead of when the next attempt is due. */
  private connectNow(): void {
    this.reconnector.leave();
    this.socket.disconnect().connect();
    this.probe.start();
  }

  private arrive(): void {
    this.probe.stop();
    this.reconnector.reset();
    this.swallowed = 0;
    void this.join();
  }

  /** Replace a hanging attempt: the network was away when it began or, if a second one hangs, drops WebSockets. */
  private leaveHanging(): void {
    this.swallowed += 1;
    if (this.swallowed > 1) this.pollFirst();
    this.connectNow();
  }

  /** Begin with polling, for networks that silently drop WebSockets. Where a network drops everything, a WebSocket is
   * better: it opens a connection of its own, while a request waits for connections begun and abandoned before. */
  private pollFirst(): void {
    this.socket.io.opts.transports = ["polling", "websocket"];
  }

  private fail(error: Error): void {
    if (error.message === "timeout" && this.probe.hasHeard) this.pollFirst();
    this.probe.stop();
    if (!this.socket.active) return this.shutOut(error);
    this.lose();
  }

  private shutOut(error: Error & { data?: unknown }): void {
    if (error.message === "seat.revoked") this.end({ code: "seat.ended", message: String(error.data ?? "") });
    else this.changeState(this.state === "ended" ? "ended" : "refused");
  }

  /** Stop with the server's reason. A removed role is no end: the page reconnects with what the other roles allow. */
  private end(ended: AccessEnded): void {
    if (ended.code === "role.removed") return;
    this.endedBecause = ended.message;
    this.reconnector.leave();
    this.changeState("ended");
  }

  private lose(): void {
    if (this.state === "ended") return;
    this.changeState("lost");
    void this.reconnector.again();
  }

  private changeState(state: ConnectionState): void {
    if (state === this.state) return;
    this.state = state;
    this.listeners.forEach((listener) => listener(state));
  }
}
