/** Names of groups as people read them. */
import { t } from "./i18n";

/** Return the display name of a group: a declared group has its own name, a group computed from the votes has a letter,
 * and `others` and `all`, which name no single group, are translated. */
export function groupName(name: string): string {
  return name === "others" || name === "all" ? t(`domain.group.${name}`) : name;
}
