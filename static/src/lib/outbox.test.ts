import { expect, it, vi } from "vitest";
import { AskError, networkError, type RefusalKind } from "./errors";
import { Outbox, type OutboxState, type Send } from "./outbox";
import { MemoryStorage } from "./storage";

const refused = (kind: RefusalKind) => new AskError({ kind, code: "poll.closed", message: "closed" });
const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

/** A server that remembers keys, and a network that the test can cut before the request or after the commit. */
function makeServer() {
  const stored: string[] = [];
  const asked: string[] = [];
  const server = { stored, asked, network: "up" as "up" | "down" | "ack lost" };
  const send: Send = async (event, payload) => {
    if (event === "reactions:cast") {
      const data = [];
      for (const item of payload.items as { key: string }[]) data.push({ ok: true, data: await send("reaction:cast", item) });
      return data;
    }
    const key = String(payload.key);
    asked.push(key);
    if (server.network === "down") throw networkError("offline");
    if (!stored.includes(key)) stored.push(key);
    if (server.network === "ack lost") throw networkError("timeout");
    return `receipt of ${key}`;
  };
  return { server, send };
}

it("resolves with the receipt and forgets what was answered", async () => {
  const { send } = makeServer();
  const storage = new MemoryStorage();
  const box = new Outbox(send, storage);
  const { receipt } = await box.put("reaction:cast", { proposal: "p1" }, "k1");
  expect(await receipt).toBe("receipt of k1");
  expect(await storage.load()).toEqual([]);
  await settled();
  expect(box.state).toEqual({ word: "empty" });
});

it("keeps what it cannot send and says so", async () => {
  const { server, send } = makeServer();
  server.network = "down";
  const storage = new MemoryStorage();
  const box = new Outbox(send, storage);
  await box.put("reaction:cast", { proposal: "p1" }, "k1");
  await settled();
  expect(box.state).toEqual({ word: "saved", waiting: 1, isLasting: false });
  expect((await storage.load()).map((item) => item.key)).toEqual(["k1"]);
});

it("sends what waited in the order it was written, once each", async () => {
  const { server, send } = makeServer();
  server.network = "down";
  const box = new Outbox(send, new MemoryStorage());
  const keys = Array.from({ length: 10 }, (_, n) => `k${n}`);
  for (const key of keys) await box.put("reaction:cast", {}, key);
  await settled();
  server.network = "up";
  await Promise.all([box.drain(), box.drain()]);
  await settled();
  expect(server.stored).toEqual(keys);
  expect(server.asked.slice(-10)).toEqual(keys);
});

it("sends reactions that waited as one message, and tells of each by itself", async () => {
  const send = vi.fn<Send>().mockRejectedValueOnce(refused("offline")).mockRejectedValueOnce(refused("offline"));
  const box = new Outbox(send, new MemoryStorage());
  const stored = [];
  for (const key of ["a", "b", "c"]) stored.push(await box.put("reaction:cast", { proposal: key }, key));
  stored.push(await box.put("ballot:cast", {}, "d"));
  await settled();
  send.mockReset();
  const no = { ok: false, error: { kind: "closed", code: "poll.closed", message: "closed" } };
  send.mockResolvedValueOnce([{ ok: true, data: 1 }, no, { ok: true, data: 3 }]).mockResolvedValueOnce(4);
  await box.drain();
  expect(send.mock.calls.map(([event]) => event)).toEqual(["reactions:cast", "ballot:cast"]);
  expect((send.mock.calls[0]?.[1] as { items: { key: string }[] }).items.map(({ key }) => key)).toEqual(["a", "b", "c"]);
  await expect(stored[1]?.receipt).rejects.toThrow("closed");
  expect(await Promise.all([stored[0], stored[2], stored[3]].map((one) => one?.receipt))).toEqual([1, 3, 4]);
});

it("stops at a reaction the server was too busy for, and keeps the order", async () => {
  const busy = { ok: false, error: { kind: "unavailable", code: "storage.not_saved", message: "busy" } };
  const send = vi.fn<Send>().mockRejectedValue(refused("offline"));
  const storage = new MemoryStorage();
  const box = new Outbox(send, storage);
  for (const key of ["a", "b", "c"]) await box.put("reaction:cast", {}, key);
  await settled();
  send.mockReset();
  send.mockResolvedValueOnce([{ ok: true, data: 1 }, busy, busy]);
  await box.drain();
  expect((await storage.load()).map(({ key }) => key)).toEqual(["b", "c"]);
});

it("sends again with the same key when the ack was lost", async () => {
  const { server, send } = makeServer();
  server.network = "ack lost";
  const box = new Outbox(send, new MemoryStorage());
  const { key, receipt } = await box.put("reaction:cast", {});
  await settled();
  server.network = "up";
  await box.drain();
  expect(await receipt).toBe(`receipt of ${key}`);
  expect(server.asked).toEqual([key, key]);
  expect(server.stored).toEqual([key]);
});

it("takes up what a closed tab left behind, even if the clock was set back", async () => {
  const { server, send } = makeServer();
  const storage = new MemoryStorage();
  const late = Date.now() + 3_600_000;
  await storage.save({ key: "second", event: "e", payload: {}, at: late + 1 });
  await storage.save({ key: "first", event: "e", payload: {}, at: late });
  const box = new Outbox(send, storage);
  const { receipt } = await box.put("e", {}, "third");
  await receipt;
  expect(server.stored).toEqual(["first", "second", "third"]);
});

it("gives up what the server refuses for good, tells why, and goes on with the next", async () => {
  const send = vi.fn<Send>().mockRejectedValueOnce(refused("closed")).mockResolvedValue("ok");
  const storage = new MemoryStorage();
  const box = new Outbox(send, storage);
  const states: OutboxState[] = [];
  box.subscribe((state) => states.push(state));
  const late = await box.put("ballot:cast", {}, "late");
  const next = await box.put("reaction:cast", {}, "next");
  await expect(late.receipt).rejects.toThrow("closed");
  expect(await next.receipt).toBe("ok");
  expect(states.some((state) => state.word === "refused" && state.item.key === "late")).toBe(true);
  expect(await storage.load()).toEqual([]);
});

it.each(["too_fast", "unavailable", "timeout", "offline"] as const)("keeps an item that met %s", async (kind) => {
  const send = vi.fn<Send>().mockRejectedValueOnce(refused(kind)).mockResolvedValue("ok");
  const box = new Outbox(send, new MemoryStorage());
  const { receipt } = await box.put("reaction:cast", {});
  await settled();
  expect(box.state.word).toBe("saved");
  await box.drain();
  expect(await receipt).toBe("ok");
});
