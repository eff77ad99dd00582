/** Show what was just done in the `[data-announcement]` line of a section; hide the line for an empty text. */
export function announce(section: HTMLElement | null, text: string): void {
  const place = section?.querySelector<HTMLElement>("[data-announcement]");
  if (!place) return;
  place.textContent = text;
  place.hidden = !text;
}
