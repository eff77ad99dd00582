/** Show what was just done in the `[data-said]` line of a section; hide the line for an empty text. */
export function say(section: HTMLElement, text: string): void {
  const place = section.querySelector<HTMLElement>("[data-said]");
  if (!place) return;
  place.textContent = text;
  place.hidden = !text;
}
