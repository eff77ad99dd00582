/** Puts support and shortfall into words, in heads as anyone can count them. The twin of `wording.py`. */
import { groupName } from "./groups";
import { t } from "./i18n";
import type { Blocker, Shortfall } from "./wire";

/** Below this number of people no percentage is shown. */
const FEWEST_FOR_SHARE = 20;
const SMALLEST_GROUP = 5;

/** What is put into words of what a proposal lacks to be common ground. */
export type ShortfallFacts = Pick<Shortfall, "voters" | "is_held"> & { blockers: Pick<Blocker, "group" | "missing" | "change">[] };

/** Say how many of those who answered agree: "15 人里 12 人", with a percentage from 20 people up. */
export function heads({ agree, seen }: { agree: number; seen: number }): string {
  if (!seen) return t("domain.heads.none");
  if (seen < FEWEST_FOR_SHARE) return t("domain.heads.few", { agree, seen });
  return t("domain.heads.many", { agree, seen, share: wholePercent(agree, seen) });
}

/** Say how many of those who answered agree, without a percentage, where there is no room for one. */
export function headsAlone({ agree, seen }: { agree: number; seen: number }): string {
  return seen ? t("domain.heads.few", { agree, seen }) : t("domain.heads.none");
}

/** Return a share in whole per cent, a half rounded up. */
export function wholePercent(part: number, whole: number): number {
  return Math.floor((200 * part + whole) / (2 * whole));
}

/** Say what a proposal lacks to be common ground, one sentence for each shortfall; none if it lacks nothing (null). */
export function lackWords(lacks: ShortfallFacts | null): string[] {
  if (!lacks) return [];
  const words = lacks.blockers.map(({ group, missing, change }) =>
    t(change === null ? "domain.lacks.voices" : "domain.lacks.agree", { group: groupName(group), count: missing }),
  );
  if (lacks.voters) words.push(t("domain.lacks.voters", { count: lacks.voters }));
  if (lacks.is_held) words.push(t("domain.lacks.held"));
  return words.length ? words : [t("domain.lacks.people", { count: SMALLEST_GROUP })];
}
