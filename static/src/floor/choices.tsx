/** One button for each choice, all of equal size; the chosen button is pressed. */
import type { CastBallot, CastReaction } from "../lib/wire";
import { t } from "../lib/i18n";
import { MARKS } from "../lib/marks";

export type Choice = CastReaction["choice"];
export type Vote = CastBallot["choice"];

export const REACTIONS: readonly Choice[] = ["agree", "pass", "disagree"];
export const BALLOTS: readonly Vote[] = ["yes", "abstain", "no"];

interface Asked<C> {
  options: readonly C[];
  chosen: C | undefined;
  choose(choice: C): void;
}

export function Choices<C extends Choice | Vote>({ options, chosen, choose }: Asked<C>) {
  return (
    <div class="choices">
      {options.map((choice) => (
        <button type="button" class="button choice" key={choice} aria-pressed={chosen === choice} onClick={() => choose(choice)}>
          <span class="choice-mark" aria-hidden="true">{MARKS[choice]}</span>
          {t(`domain.choice.${choice}`)}
        </button>
      ))}
    </div>
  );
}
