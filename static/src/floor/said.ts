/** The line of a section that tells what was just done. */
export function say(section: HTMLElement, text: string): void {
  const place = section.querySelector<HTMLElement>("[data-said]");
  if (!place) return;
  place.textContent = text;
  place.hidden = !text;
}
