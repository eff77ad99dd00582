/** Updates a part of the page to the server's newer version without disturbing what a person is editing. */
import { Idiomorph } from "idiomorph";

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** Forms sent but not answered. They keep their idempotency keys, so that sending again does not write twice. */
export const underway = new WeakSet<HTMLFormElement>();

/** Return whether a person has changed a field of a form since the server rendered it. */
export function isTouched(form: HTMLFormElement): boolean {
  return fieldsIn(form).some(isChanged);
}

/** Make `old` equal to `fresh`. Matching elements stay, and with them focus, caret, scroll position, folds as a person
 * left them, and the values of fields that a person has changed. */
export function morph(old: Element, fresh: Element): void {
  const folds = new Set<Element>(old.querySelectorAll("details"));
  const changed = changedFields(old);
  const forms = new Set([...changed.keys()].map(({ form }) => form));
  const isKept = (name: string, element: Element): boolean =>
    name === "aria-busy" || (name === "open" && folds.has(element)) || isValue(name, element, changed);
  Idiomorph.morph(old, fresh, {
    callbacks: {
      beforeNodeMorphed: (node) => !isIsland(node) && !isKeptField(node, forms),
      beforeAttributeUpdated: (name, element) => !isKept(name, element),
      afterNodeMorphed: (node) => choose(node, changed),
    },
  });
}

function fieldsIn(part: Element): Field[] {
  return Array.from(part.querySelectorAll<Field>("input:not([type=hidden]), textarea, select"));
}

function isChanged(field: Field): boolean {
  if (field instanceof HTMLSelectElement) return isChosen(field);
  if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue;
  return field.value !== field.defaultValue || field.checked !== field.defaultChecked;
}

/** Return whether the chosen option differs from the server's choice, which is the first where it named none. */
function isChosen(field: HTMLSelectElement): boolean {
  const options = Array.from(field.options);
  const first = Math.max(options.findIndex((option) => option.defaultSelected), 0);
  return field.selectedIndex !== Math.min(first, options.length - 1);
}

/** Return the fields that a person has changed, with their values; of radio buttons the whole group counts as changed. */
function changedFields(part: Element): Map<Element & { form: HTMLFormElement | null }, string> {
  const fields = fieldsIn(part);
  const changed = fields.filter(isChanged);
  const isInGroup = (field: Field): boolean =>
    field.type === "radio" && changed.some((one) => one.type === "radio" && one.name === field.name && one.form === field.form);
  return new Map(fields.filter((field) => changed.includes(field) || isInGroup(field)).map((field) => [field, field.value]));
}

/** Return whether an attribute holds the value of a changed field: the text, the tick, or the options of its list. */
function isValue(name: string, element: Element, changed: ReadonlyMap<Element, string>): boolean {
  if (name === "selected") return changed.has(element.closest("select") ?? element);
  const holder = element instanceof HTMLInputElement && /^(checkbox|radio)$/.test(element.type) ? "checked" : "value";
  return name === holder && changed.has(element);
}

/** Choose in a changed list the option of the same value again, because the update may have moved the options. */
function choose(node: Node, changed: ReadonlyMap<Element, string>): void {
  if (!(node instanceof HTMLSelectElement)) return;
  const value = changed.get(node);
  if (value !== undefined && Array.from(node.options).some((option) => option.value === value)) node.value = value;
}

function isIsland(node: Node): boolean {
  return node instanceof Element && node.hasAttribute("data-island");
}

/** Return whether a hidden field keeps its value: in a form not yet answered, or `seen` in a form a person changed,
 * whose text answers the version shown before. */
function isKeptField(node: Node, changedForms: ReadonlySet<HTMLFormElement | null>): boolean {
  if (!(node instanceof HTMLInputElement) || node.type !== "hidden" || !node.form) return false;
  return underway.has(node.form) || (node.name === "seen" && changedForms.has(node.form));
}
