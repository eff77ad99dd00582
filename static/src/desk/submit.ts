/** Sends the desk's forms without leaving the page; the server answers with the updated page. */
import { within } from "../lib/http";
import { t } from "../lib/i18n";
import { isTouched, underway } from "../lib/morph";
import { showAnswer } from "./refresh";

const ACT_MS = 30_000;
const REFUSED = [404, 409, 422]; // these answers hold the current desk and the reason

let last = Promise.resolve();

export function submitForms(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (form.method !== "post" || !form.action.includes("/desk")) return;
    event.preventDefault();
    queue(form, (event as SubmitEvent).submitter as HTMLButtonElement | null);
  });
}

/** Send a form after the answers to all earlier ones, so that it tells the version that the last answer shows. */
function queue(form: HTMLFormElement, pressed: HTMLButtonElement | null): void {
  if (form.getAttribute("aria-busy") === "true") return;
  mark(form, pressed, true);
  last = last.then(() => send(form, pressed));
}

async function send(form: HTMLFormElement, pressed: HTMLButtonElement | null): Promise<void> {
  const fields = new FormData(form);
  if (pressed?.name) fields.set(pressed.name, pressed.value);
  underway.add(form);
  try {
    const answer = await fetch(addressOf(form, pressed), { method: "POST", body: fields, signal: within(ACT_MS).signal });
    const page = await answer.text();
    if (!answer.ok && !(REFUSED.includes(answer.status) && page.includes('id="refused"'))) return location.reload();
    underway.delete(form);
    if (!showAnswer(page, () => clear(form))) keep(form);
  } catch {
    showError(t("desk.not_sent")); // the form stays in `underway` and keeps its idempotency key
  } finally {
    mark(form, pressed, false);
  }
}

/** Return the address of the pressed button where it has its own, else the form's. */
function addressOf(form: HTMLFormElement, pressed: HTMLButtonElement | null): string {
  return pressed?.hasAttribute("formaction") ? pressed.formAction : form.action;
}

function mark(form: HTMLFormElement, pressed: HTMLButtonElement | null, isBusy: boolean): void {
  for (const element of [form, pressed]) {
    if (isBusy) element?.setAttribute("aria-busy", "true");
    else element?.removeAttribute("aria-busy");
  }
}

/** Empty the fields of a form that was accepted and close its fold. */
function clear(form: HTMLFormElement): void {
  form.reset();
  form.closest("details:not([data-list])")?.removeAttribute("open");
}

/** Keep the typed text of a refused form, and let the form answer the version that the page now shows. */
function keep(form: HTMLFormElement): void {
  const refused = document.getElementById("refused");
  if (!refused) return;
  const seen = form.querySelector<HTMLInputElement>('input[name="seen"]');
  if (seen && form.isConnected && isTouched(form)) {
    seen.value = refused.dataset.seen ?? seen.value;
    refused.querySelector("[data-typed]")?.remove();
    refused.querySelector("[data-kept]")?.removeAttribute("hidden");
  }
  refused.focus();
}

function showError(text: string): void {
  const place = document.getElementById("notices");
  const line = Object.assign(document.createElement("p"), { className: "notice notice-error", textContent: text });
  line.setAttribute("role", "alert");
  place?.replaceChildren(line);
}
