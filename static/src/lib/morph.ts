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
 * left them, and the values of fields that a person has changed; of those only the default follows the server. */
export function morph(old: Element, fresh: Element): void {
  const folds = new Set<Element>(old.querySelectorAll("details"));
  const changed = changedFields(old);
  const forms = new Set(changed.map(({ form }) => form));
  const texts = new Set<Node>(changed.filter(isText));
  const choices = changed.filter((field) => !isText(field)).map(rememberChoice);
  Idiomorph.morph(old, fresh, {
    callbacks: {
      beforeNodeMorphed: (node, newer) => {
        if (isIsland(node) || isKeptField(node, forms)) return false;
        if (node instanceof Element && node.id !== (newer as Element).id) folds.delete(node); // it becomes another fold
        if (texts.has(node)) (node as HTMLInputElement).defaultValue = (newer as HTMLInputElement).defaultValue;
        return true;
      },
      beforeAttributeUpdated: (name, element) =>
        name !== "aria-busy" && !(name === "open" && folds.has(element)) && !(name === "value" && texts.has(element)),
    },
  });
  choices.forEach((restore) => restore());
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

/** Return the fields that a person has changed; of radio buttons the whole group counts as changed. */
function changedFields(part: Element): Field[] {
  const fields = fieldsIn(part);
  const changed = fields.filter(isChanged);
  const isInGroup = (field: Field): boolean =>
    field.type === "radio" && changed.some((one) => one.type === "radio" && one.name === field.name && one.form === field.form);
  return fields.filter((field) => changed.includes(field) || isInGroup(field));
}

function isText(field: Field): boolean {
  return field instanceof HTMLTextAreaElement || (field instanceof HTMLInputElement && !/^(checkbox|radio)$/.test(field.type));
}

/** Return a function that makes a field show again what is chosen in it now. */
function rememberChoice(field: Field): () => void {
  if (field instanceof HTMLInputElement) {
    const { checked } = field;
    return () => void (field.checked = checked);
  }
  const { value } = field;
  const hasValue = (): boolean => Array.from((field as HTMLSelectElement).options).some((option) => option.value === value);
  return () => void (hasValue() && (field.value = value));
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
