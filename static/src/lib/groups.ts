/** Names of groups as people read them. */
import { t } from "./i18n";

/** Declared groups have their own names, groups found in the votes a letter; two names stand for no group of theirs. */
export function groupName(name: string): string {
  return name === "others" || name === "all" ? t(`domain.group.${name}`) : name;
}
