/** Refuses a text longer than its field takes, counting characters as the server does. */
import { t } from "./i18n";

const UNWANTED = /[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufffe\uffff]/g;

/** Count the code points of a text after cleaning it as the server does; a one-code-point emoji counts 1. */
export function lengthOf(text: string): number {
  const plain = text.replace(/\r\n?/g, "\n").replace(UNWANTED, "").normalize("NFC");
  return [...plain.replace(/[^\S\n]+/g, " ").replace(/ ?\n ?/g, "\n").replace(/\n{3,}/g, "\n\n").trim()].length;
}

/** Make the browser refuse, with a message, a text longer than its field's `data-most`; nothing is cut off. */
export function watchLengths(): void {
  document.addEventListener("input", ({ target }) => {
    const field = target as HTMLInputElement;
    const most = Number(field.dataset.most);
    if (!most) return;
    const count = lengthOf(field.value);
    field.setCustomValidity(count > most ? t("ui.too_long", { count, most }) : "");
  });
}
