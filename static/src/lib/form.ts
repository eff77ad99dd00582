/** Sends an HTML form through the outbox; without script or with a refused connection the browser posts it. */
import { AskError } from "./errors";
import { newKey } from "./keys";
import { live, outbox } from "./page";

export interface Sending {
  event: string;
  /** Return the event's payload from the form's fields, the pressed button's included. */
  payload(fields: FormData, form: HTMLFormElement): Record<string, unknown>;
  /** Called once the outbox has stored the write, before any answer. */
  stored?(form: HTMLFormElement, fields: FormData): void;
  done?(receipt: unknown, form: HTMLFormElement): void;
  refused?(form: HTMLFormElement): void;
}

/** Send the forms that match a selector through the outbox, also those that come to the page later. */
export function enhance(selector: string, sending: Sending): void {
  let pressed: HTMLButtonElement | null = null; // many phones lack `submitter`
  document.addEventListener("click", (event) => (pressed = (event.target as Element).closest("button")));
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (!form.matches(selector)) return;
    if (live().state === "refused" || live().state === "ended") return; // post the form: the server's page says why
    event.preventDefault();
    const fields = new FormData(form);
    const button = pressed?.form === form ? pressed : null;
    if (button?.name) fields.set(button.name, button.value);
    void send(form, fields, sending).catch(() => postAsUsual(form, button));
  });
}

async function send(form: HTMLFormElement, fields: FormData, sending: Sending): Promise<void> {
  const box = await outbox();
  showError(form, "");
  const { receipt } = await box.put(sending.event, sending.payload(fields, form), String(fields.get("key") || newKey()));
  clear(form);
  renewKey(form);
  sending.stored?.(form, fields);
  receipt.then(
    (data) => sending.done?.(data, form),
    (error) => {
      restore(form, fields);
      showError(form, error instanceof AskError ? error.message : String(error));
      sending.refused?.(form);
    },
  );
}

/** Empty the texts of a form; chosen options stay, because they show what was sent. */
function clear(form: HTMLFormElement): void {
  const chosen = form.querySelectorAll<HTMLInputElement>("input[type=radio]:checked");
  form.reset();
  chosen.forEach((option) => (option.checked = true));
}

/** Post the form with its hidden idempotency key, so that a write that did reach the server is not repeated. */
function postAsUsual(form: HTMLFormElement, pressed: HTMLButtonElement | null): void {
  if (pressed?.name) {
    form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name: pressed.name, value: pressed.value }));
  }
  form.submit();
}

function renewKey(form: HTMLFormElement): void {
  const key = form.elements.namedItem("key");
  if (key instanceof HTMLInputElement) key.value = newKey();
}

/** Put a refused text back into its fields, except where a new text is being typed. */
function restore(form: HTMLFormElement, fields: FormData): void {
  form.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("textarea, input[type=text]").forEach((input) => {
    input.value ||= String(fields.get(input.name) ?? "");
  });
}

function showError(form: HTMLFormElement, text: string): void {
  const place = form.querySelector<HTMLElement>("[data-error]");
  if (!place) return;
  place.textContent = text;
  if (text) place.focus();
}
