import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { AskError } from "./errors";
import { statusText } from "./status";

beforeEach(() => vi.stubGlobal("document", { getElementById: () => null, documentElement: { lang: "en" } }));
afterEach(() => void vi.unstubAllGlobals());

const waiting = { waiting: 2, isLasting: true };
const item = { key: "k", event: "ballot:cast", payload: {}, at: 1 };
const error = new AskError({ kind: "closed", code: "poll.closed", message: "The poll is closed" });

it("says nothing while all is well", () => {
  expect(statusText({ word: "empty" }, "open")).toBe("");
  expect(statusText({ word: "empty" }, "connecting")).toBe("");
});

it("tells of a stored write before a lost connection", () => {
  expect(statusText({ word: "saved", ...waiting }, "lost")).toContain("ui.outbox.saved");
  expect(statusText({ word: "empty" }, "lost")).toBe("ui.way.lost");
});

it("asks to keep the page open where the browser keeps nothing", () => {
  expect(statusText({ word: "saved", waiting: 1, isLasting: false }, "lost")).toContain("ui.outbox.saved_here");
});

it("says why the server has ended the seat or session, before anything else", () => {
  expect(statusText({ word: "saved", ...waiting }, "ended", "Your seat has ended")).toBe("✕ Your seat has ended");
});

it("gives the server's own words for a refusal", () => {
  expect(statusText({ word: "refused", waiting: 0, item, error }, "open")).toBe("✕ The poll is closed");
});
