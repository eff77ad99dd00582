/** Keeps the desk as the server would render it now, by fetching the page again when a topic changes. */
import { get } from "../lib/http";
import { live } from "../lib/page";
import { morph } from "../lib/morph";

const PANELS = ["rail", "wall-column", "work-column"];
const NOTICES = "notices"; // replaced only by the answer to an act
const REST_MS = 1_000;
const PAGE_MS = 30_000;
const TOPICS = ["meeting", "wall", "pairs", "themes", "ground", "firmness", "concessions", "polls", "resolution", "cases"] as const;

let timer: ReturnType<typeof setTimeout> | undefined;
let asked = 0;

/** Refetch the page after a reconnect and when a listed topic changes; votes and joins change only counts. */
export function follow(): void {
  let isFirst = true;
  live().subscribe((state) => {
    if (state !== "open") return;
    if (!isFirst) refreshSoon();
    isFirst = false;
  });
  for (const topic of TOPICS) live().topics.subscribe(topic, refreshSoon);
}

export function refreshSoon(): void {
  timer ??= setTimeout(() => {
    timer = undefined;
    void refresh();
  }, REST_MS);
}

/** Show the page that answers an act; return whether the act succeeded.
 * @param accept - called before the page is shown if the act succeeded. */
export function showAnswer(html: string, accept: () => void): boolean {
  asked += 1; // the answer is newer than any refresh in progress
  const page = parse(html);
  const isAccepted = page.querySelector(`#${NOTICES} .notice-error`) === null;
  if (isAccepted) accept();
  show(page, [NOTICES, ...PANELS]);
  return isAccepted;
}

function parse(html: string): Document {
  return new DOMParser().parseFromString(html, "text/html");
}

function show(page: Document, parts: string[]): void {
  for (const id of parts) {
    const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
    if (old && fresh) morph(old, document.importNode(fresh, true));
  }
  showLayout(page);
}

/** Take over the layout of the page, which follows the phase. */
function showLayout(page: Document): void {
  const [old, fresh] = [document.getElementById("main"), page.getElementById("main")];
  if (old && fresh) old.className = fresh.className;
}

async function refresh(): Promise<void> {
  const request = ++asked;
  const answer = await get(location.pathname + location.search, PAGE_MS);
  if (!answer) return; // the status line says so, and the reconnect refreshes
  if (!answer.ok) location.reload();
  else if (request === asked) show(parse(answer.text), PANELS);
}
