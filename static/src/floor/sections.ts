/** Keeps the sections that the server renders as it would render them now, and shows those that the phase allows. */
import { within } from "../lib/http";
import { live } from "../lib/page";
import type {} from "../morph/main";
import type { TopicData } from "../lib/wire";
import { can, seed } from "./seed";
import { RefreshQueue } from "./refreshQueue";

const WAIT_MS = 8_000;
const SLOW_MS = 15_000; // for what changes with the taps of the whole hall

const queue = new RefreshQueue({
  fetch: fetchSections,
  isAwake: () => !document.hidden && live().state === "open",
  pages: () => (live().topics.get("here") ?? seed().here).count,
});
let shown = { query: "", tag: "" };

/** Fetch sections again, because this page has changed what they show. */
export function refreshSections(...names: string[]): void {
  queue.add(...names);
}

/** Fetch sections again at once, because the resident has just acted on what they show; resolves when they are shown. */
export function refreshNow(...names: string[]): Promise<void> {
  return queue.hurry(...names);
}

/** Fetch a section again when the part of a topic that it shows has changed; counts of ballots change no section. */
export function followSections(): void {
  const first = seed();
  const [now, results, offers] = [() => queue.add("now"), () => queue.add("results"), () => queue.add("concessions")];
  watch("meeting", first.meeting, ({ question, phase, phases, closed_at }) => [question, phase, phases.map(({ key }) => key), closed_at], now);
  watch("meeting", first.meeting, ({ acts, closed_at }) => [acts.some((act) => act === "sort"), closed_at], () => queue.add("sort"));
  watch("polls", first.polls, ({ polls }) => polls.map((poll) => (poll.is_open ? poll.id : poll)), () => queue.add("now", "results"));
  watch("resolution", first.resolution, ({ resolutions }) => resolutions, results);
  watch("cases", first.cases, ({ cases }) => cases.map((one) => ({ ...one, ratings: 0, stars: 0 })), results);
  watch("cases", first.cases, ({ cases }) => cases.map(({ ratings, stars }) => [ratings, stars]), slowly("results"));
  watch("concessions", first.concessions, ({ concessions }) => concessions, offers);
  watch<"tally", TopicData["tally"]>("tally", undefined, ({ is_hidden }) => is_hidden, () => queue.add("stand"));
  followPosition();
  live().subscribe((state) => state === "open" && queue.wake());
  document.addEventListener("visibilitychange", () => queue.wake());
}

/** Show a section of the page while the phase allows its act. */
export function followPhase(): void {
  live().topics.subscribe("meeting", (meeting) => {
    document.querySelectorAll<HTMLElement>("[data-act]").forEach((section) => {
      section.hidden = !can(meeting, section.dataset.act ?? "");
    });
  });
}

function watch<N extends keyof TopicData, T>(topic: N, first: T | undefined, pick: (data: T) => unknown, onChange: () => void): void {
  let before = first && fingerprint([pick(first)]);
  live().topics.subscribe(topic, (data) => {
    const now = fingerprint([pick(data as unknown as T)]);
    if (before !== undefined && now !== before) onChange();
    before = now;
  });
}

/** Return a function that fetches a section within SLOW_MS, once for all calls meanwhile, if it is still wanted then. */
function slowly(name: string, isWanted = (): boolean => true): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      if (isWanted()) queue.add(name);
    }, SLOW_MS);
  };
}

/** Fetch the resident's position when they unfold it, and then at times while it is unfolded or not there yet. */
function followPosition(): void {
  const section = document.getElementById("stand");
  const isFolded = (): boolean => section?.querySelector("details")?.open === false;
  const isOpened = ({ target }: Event): boolean => target instanceof HTMLDetailsElement && target.open;
  section?.addEventListener("toggle", (event) => isOpened(event) && queue.add("stand"), true);
  live().topics.subscribe("ground", slowly("stand", () => !isFolded()));
}

async function fetchSections(names: string[]): Promise<boolean> {
  const { morph } = window;
  if (!morph) return false; // its script is still on the way
  const query = [...names.map((name) => `of=${name}`), ...readingOf(names)].join("&");
  const headers: HeadersInit = query === shown.query && shown.tag ? { "If-None-Match": shown.tag } : {};
  const answer = await fetch(`${location.pathname}/sections?${query}`, { credentials: "same-origin", headers, signal: within(WAIT_MS).signal });
  if (answer.status === 304) return true;
  if (!answer.ok) return answer.status < 500; // the live connection tells of an ended seat
  const sections = new DOMParser().parseFromString(await answer.text(), "text/html").querySelectorAll("[data-section]");
  sections.forEach((fresh) => {
    const old = document.querySelector(`[data-section="${fresh.getAttribute("data-section")}"]`);
    if (old) morph(old, document.importNode(fresh, true));
  });
  shown = { query, tag: answer.headers.get("ETag") ?? "" };
  return sections.length > 0; // a hotspot's sign-in page has none
}

/** Return the part of the query that names the dealt proposal being read, so that the resident keeps it. */
function readingOf(names: string[]): string[] {
  const dealt = document.querySelector<HTMLElement>("#sort [data-dealt]")?.dataset.dealt;
  return dealt && names.includes("sort") ? [`dealt=${dealt}`] : [];
}

/** Return a text that is equal for equal data, whatever the order of their names. */
function fingerprint(data: unknown): string {
  return JSON.stringify(data, (_, value: unknown) => {
    const isMap = typeof value === "object" && value !== null && !Array.isArray(value);
    return isMap ? Object.entries(value as object).sort(([one], [other]) => (one < other ? -1 : 1)) : value;
  });
}
