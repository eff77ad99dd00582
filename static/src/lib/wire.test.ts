import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { TopicData } from "./wire";
import { Topics, type Snapshot } from "./topics";

const FOLDER = "tests/wire/snapshots";
const snapshots: Snapshot[] = readdirSync(FOLDER).map(
  (file) => (JSON.parse(readFileSync(`${FOLDER}/${file}`, "utf8")) as { snapshot: Snapshot }).snapshot,
);

it("takes each snapshot as the server tells it, and none that is older", () => {
  expect(snapshots.length).toBeGreaterThan(0);
  for (const snapshot of snapshots) {
    const topics = new Topics(snapshot.meeting);
    expect(topics.apply(snapshot)).toBe(true);
    expect(topics.get(snapshot.topic as keyof TopicData)).toEqual(snapshot.data);
    expect(topics.apply({ ...snapshot, version: snapshot.version - 1 })).toBe(false);
  }
});

it("holds every topic beside the others", () => {
  const topics = new Topics(snapshots[0]!.meeting);
  expect(snapshots.map((snapshot) => topics.apply(snapshot))).not.toContain(false);
  expect(topics.seen()).toEqual(Object.fromEntries(snapshots.map(({ topic, version }) => [topic, version])));
});
