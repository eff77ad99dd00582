/** Says when a text is longer than its field takes, in the characters that the server counts. */
import { t } from "./i18n";

const UNWANTED = /[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufffe\uffff]/g;

/** The characters of a text as the server cleans it: an emoji of one code point is one, as any letter. */
export function lengthOf(text: string): number {
  const plain = text.replace(/\r\n?/g, "\n").replace(UNWANTED, "").normalize("NFC");
  return [...plain.replace(/[^\S\n]+/g, " ").replace(/ ?\n ?/g, "\n").replace(/\n{3,}/g, "\n\n").trim()].length;
}

/** Have the browser refuse, in words, what is longer than a field's `data-most`; nothing is cut off. */
export function watchLengths(): void {
  document.addEventListener("input", ({ target }) => {
    const field = target as HTMLInputElement;
    const most = Number(field.dataset.most);
    if (!most) return;
    const count = lengthOf(field.value);
    field.setCustomValidity(count > most ? t("ui.too_long", { count, most }) : "");
  });
}
