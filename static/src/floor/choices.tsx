/** Three equal buttons: agree, pass, disagree; the chosen one is pressed. */
import { t } from "../lib/i18n";
import type { Choice } from "./facts";

const CHOICES: [Choice, string][] = [["agree", "✓"], ["pass", "○"], ["disagree", "✕"]];

interface Asked {
  chosen: Choice | undefined;
  choose(choice: Choice): void;
}

export function Choices({ chosen, choose }: Asked) {
  return (
    <div class="choices">
      {CHOICES.map(([choice, mark]) => (
        <button type="button" class="button choice" key={choice} aria-pressed={chosen === choice} onClick={() => choose(choice)}>
          <span class="choice-mark" aria-hidden="true">{mark}</span>
          {t(`domain.choice.${choice}`)}
        </button>
      ))}
    </div>
  );
}
