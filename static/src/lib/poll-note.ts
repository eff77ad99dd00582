/** Why a closed poll tells no split: void, withheld for secrecy, or too few ballots. */
import { t } from "./i18n";

interface ClosedPoll {
  cast: number;
  is_withheld: boolean;
  void_reason: string | null;
}

export function pollNote({ cast, is_withheld, void_reason }: ClosedPoll): string {
  if (void_reason) return t("ui.poll.void", { reason: void_reason });
  return t(is_withheld ? "ui.poll.withheld" : "ui.poll.small", { count: cast });
}
