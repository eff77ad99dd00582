/** Entry point of the office's exports: shows how far the worker is, without a reload. */
import { get } from "../lib/http";
import { morph } from "../lib/morph";

const PART = "export-jobs";
const REST_MS = 1_000;

function follow(): void {
  if (document.getElementById(PART)?.hasAttribute("data-busy")) setTimeout(() => void refresh().then(follow), REST_MS);
}

/** Show the list of exports as the server renders it now; a signed-out reader gets the page that says so. */
async function refresh(): Promise<void> {
  if (document.hidden) return;
  const answer = await get(location.pathname);
  if (!answer) return; // no network: the next look may have one
  if (!answer.ok) return location.reload();
  const page = new DOMParser().parseFromString(answer.text, "text/html");
  const [old, fresh] = [document.getElementById(PART), page.getElementById(PART)];
  if (old && fresh) morph(old, document.importNode(fresh, true));
}

follow();
