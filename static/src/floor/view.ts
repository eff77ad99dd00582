/** What the resident sees and writes in: focus, scrolling, and which part of the page is in view. */

/** Return whether a text field has the focus; the page must not scroll away from it. */
export function isWriting(): boolean {
  const field = document.activeElement;
  return field instanceof HTMLTextAreaElement || (field instanceof HTMLInputElement && /^(text|search|email|number)$/.test(field.type));
}

/** Scroll to a part of the page and put the focus there, so that a screen reader follows. */
export function bringIntoView(part: HTMLElement): void {
  part.focus({ preventScroll: true });
  part.scrollIntoView({ block: "start" });
}

/** Report whether a part of the page is out of view, at first and at each change; return the stop function. */
export function watchView(part: HTMLElement, report: (isAway: boolean) => void): () => void {
  if (!("IntersectionObserver" in window)) return () => undefined; // an old phone does without the bar
  const watch = new IntersectionObserver(([seen]) => report(seen ? !seen.isIntersecting : false), { rootMargin: "-15% 0px -30%" });
  watch.observe(part);
  return () => watch.disconnect();
}
