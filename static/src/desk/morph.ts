/** Makes a part of the page equal to the server's newer one and leaves alone what a person is busy with. */

/** Forms on their way: their keys stay until an answer has come, so that sending again is not writing twice. */
export const underway = new WeakSet<HTMLFormElement>();

/** Whether a person has changed a field of a form since the server wrote it. */
export function isTouched(form: HTMLFormElement): boolean {
  return Array.from(form.elements).some((field) => {
    if (field instanceof HTMLSelectElement) return isChosen(field);
    if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue;
    if (!(field instanceof HTMLInputElement) || field.type === "hidden") return false;
    return field.value !== field.defaultValue || field.checked !== field.defaultChecked;
  });
}

/** Whether another option is chosen than the one that the server chose, or the first where it chose none. */
function isChosen(field: HTMLSelectElement): boolean {
  const options = Array.from(field.options);
  const first = Math.max(options.findIndex((option) => option.defaultSelected), 0);
  return field.selectedIndex !== Math.min(first, options.length - 1);
}

/** `old` becomes as `fresh` is: same elements stay, so focus, scroll, opened folds and half-typed words stay too. */
export function morph(old: Element, fresh: Element): void {
  if (old.isEqualNode(fresh) || old.hasAttribute("data-island")) return;
  if (old instanceof HTMLFormElement && !isTouched(old)) old.reset(); // untouched fields follow the server
  dress(old, fresh);
  const kept = new Map(Array.from(old.children).filter((child) => child.id).map((child) => [child.id, child]));
  let place: ChildNode | null = old.firstChild;
  for (const node of Array.from(fresh.childNodes)) {
    const match: ChildNode | null = partner(place, node, kept);
    if (!match) {
      old.insertBefore(node, place);
      continue;
    }
    if (match === place) place = place.nextSibling;
    else old.insertBefore(match, place);
    if (match instanceof Element) morph(match, node as Element);
    else match.textContent = node.textContent;
  }
  while (place) {
    const next: ChildNode | null = place.nextSibling;
    place.remove();
    place = next;
  }
}

/** The old node that a new one continues: by id, else the one that stands here if it is of the same kind. */
function partner(place: ChildNode | null, node: ChildNode, kept: Map<string, Element>): ChildNode | null {
  if (node instanceof Element && node.id) return kept.get(node.id) ?? null;
  const isSame = place?.nodeName === node.nodeName && !(place instanceof Element && place.id);
  return isSame ? place : null;
}

/** Sent fields stay until an answer has come; what a person writes was decided on the version shown before it. */
function isKept(field: HTMLInputElement, form: HTMLFormElement): boolean {
  return underway.has(form) || (field.name === "seen" && isTouched(form));
}

/** Attributes as the server says, but for a fold that a person opened and a field that a person filled. */
function dress(old: Element, fresh: Element): void {
  if (old instanceof HTMLInputElement && old.type === "hidden" && old.form && isKept(old, old.form)) return;
  for (const { name, value } of Array.from(fresh.attributes)) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  for (const { name } of Array.from(old.attributes)) {
    if (!fresh.hasAttribute(name) && name !== "open" && name !== "aria-busy") old.removeAttribute(name);
  }
}
