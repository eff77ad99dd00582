/** What the resident has before the eyes. */

/** Whether the resident is writing something, which must not be moved away. */
export function isWriting(): boolean {
  const field = document.activeElement;
  return field instanceof HTMLTextAreaElement || (field instanceof HTMLInputElement && /^(text|search|email|number)$/.test(field.type));
}

/** Scroll to a part of the page and put the focus there, so that a screen reader goes along. */
export function bringIntoView(part: HTMLElement): void {
  part.focus({ preventScroll: true });
  part.scrollIntoView({ block: "start" });
}

/** Tell whether a part of the page is out of view, now and at each change; the answer stops it. */
export function watchView(part: HTMLElement, tell: (isAway: boolean) => void): () => void {
  if (!("IntersectionObserver" in window)) return () => undefined; // an old phone: without the bar
  const watch = new IntersectionObserver(([seen]) => tell(seen ? !seen.isIntersecting : false), { rootMargin: "-15% 0px -30%" });
  watch.observe(part);
  return () => watch.disconnect();
}
