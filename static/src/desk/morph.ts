/** Updates a part of the page to the server's newer version without disturbing what a person is editing. */

/** Forms sent but not answered. They keep their idempotency keys, so that sending again does not write twice. */
export const underway = new WeakSet<HTMLFormElement>();

/** Return whether a person has changed a field of a form since the server rendered it. */
export function isTouched(form: HTMLFormElement): boolean {
  return Array.from(form.elements).some((field) => {
    if (field instanceof HTMLSelectElement) return isChosen(field);
    if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue;
    if (!(field instanceof HTMLInputElement) || field.type === "hidden") return false;
    return field.value !== field.defaultValue || field.checked !== field.defaultChecked;
  });
}

/** Return whether the chosen option differs from the server's choice, which is the first where it named none. */
function isChosen(field: HTMLSelectElement): boolean {
  const options = Array.from(field.options);
  const first = Math.max(options.findIndex((option) => option.defaultSelected), 0);
  return field.selectedIndex !== Math.min(first, options.length - 1);
}

/** Make `old` equal to `fresh`. Matching elements stay, and with them focus, scroll, open folds and typed text. */
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

/** Return the old node that `node` updates: the one with its id, or without id the one here if of the same kind. */
function partner(place: ChildNode | null, node: ChildNode, kept: Map<string, Element>): ChildNode | null {
  if (node instanceof Element && node.id) return kept.get(node.id) ?? null;
  const isSame = place?.nodeName === node.nodeName && !(place instanceof Element && place.id);
  return isSame ? place : null;
}

/** Return whether a hidden field keeps its value: in a form not yet answered, or `seen` in a form a person changed,
 * whose text answers the version shown before. */
function isKept(field: HTMLInputElement, form: HTMLFormElement): boolean {
  return underway.has(form) || (field.name === "seen" && isTouched(form));
}

/** Copy the attributes of `fresh`; keep open folds, busy marks and the hidden fields that `isKept` names. */
function dress(old: Element, fresh: Element): void {
  if (old instanceof HTMLInputElement && old.type === "hidden" && old.form && isKept(old, old.form)) return;
  for (const { name, value } of Array.from(fresh.attributes)) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  for (const { name } of Array.from(old.attributes)) {
    if (!fresh.hasAttribute(name) && name !== "open" && name !== "aria-busy") old.removeAttribute(name);
  }
}
