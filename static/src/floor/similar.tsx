/** Proposals similar to the draft (at most three), shown below it; one tap supports one of them instead. */
import { useEffect, useRef, useState } from "preact/hooks";
import { useTopic } from "../lib/hooks";
import { t } from "../lib/i18n";
import { live } from "../lib/page";
import { DebouncedQuery } from "./debouncedQuery";
import type { Card } from "../lib/wire";
import type { Choice } from "./choices";
import { can, seed } from "./seed";
import { myState, react, unreact } from "./myState";

const PAUSE_MS = 80;
const SHORTEST = 2;

/** A support just given, with the earlier choice and the draft that an undo restores. */
interface Supported {
  card: Card;
  before: Choice | undefined;
  draft: string;
}

export function Similar() {
  const [similar, setFound] = useState<Card[]>([]);
  const [done, setDone] = useState<Supported | null>(null);
  const box = useRef<HTMLTextAreaElement | null>(null);
  const isOpen = can(useTopic("meeting", seed().meeting), "react");
  useEffect(() => {
    box.current = document.querySelector("#propose textarea");
    return box.current ? follow(box.current, setFound, () => setDone(null)) : undefined;
  }, []);

  const support = (card: Card): void => {
    setDone({ card, before: myState.value.reactions[card.id], draft: box.current?.value ?? "" });
    void react(card.id, "agree");
    write(box.current, "");
  };
  const undo = (): void => {
    if (!done) return;
    void unreact(done.card.id, done.before);
    setDone(null);
    write(box.current, done.draft);
    box.current?.focus();
  };
  return (
    <div class="stack-tight" role="status">
      {done && (
        <div class="notice stack-tight">
          <p>{t("floor.similar.done", { number: done.card.number })}</p>
          <button type="button" class="button" onClick={undo}>{t("floor.similar.undo")}</button>
        </div>
      )}
      {similar.length > 0 && <p class="field-label">{t("floor.similar.title")}</p>}
      {similar.map((card) => (
        <div class="alike" key={card.id}>
          <p><span class="quiet">{t("floor.react.number", { number: card.number })}</span> <bdi>{card.text}</bdi></p>
          {isOpen && <button type="button" class="button" onClick={() => support(card)}>{t("floor.similar.support")}</button>}
        </div>
      ))}
    </div>
  );
}

/** Ask for similar proposals at each typing pause, ignoring text that an input method is still composing. */
function follow(box: HTMLTextAreaElement, report: (similar: Card[]) => void, begin: () => void): () => void {
  const ask = (text: string) => live().ask<{ similar: Card[] }>("proposals:similar", { text });
  const query = new DebouncedQuery(ask, (answer) => report(answer?.similar ?? []), PAUSE_MS);
  const look = (): void => {
    const text = box.value.trim();
    if (text) begin();
    query.change([...text].length < SHORTEST ? "" : text);
  };
  const read = (event: Event): void => void ((event as InputEvent).isComposing || look());
  const ready = (): void => void ask("").catch(() => undefined); // makes the server prepare its index
  const clear = (): void => query.change("");
  const listen = [["input", read], ["compositionend", read]] as const;
  listen.forEach(([name, heard]) => box.addEventListener(name, heard));
  box.addEventListener("focus", ready, { once: true });
  box.form?.addEventListener("reset", clear);
  const stop = live().subscribe((state) => void (state === "open" && look())); // for text typed while disconnected
  return () => {
    listen.forEach(([name, heard]) => box.removeEventListener(name, heard));
    box.form?.removeEventListener("reset", clear);
    stop();
    query.change("");
  };
}

function write(box: HTMLTextAreaElement | null, text: string): void {
  if (!box) return;
  box.value = text;
  box.dispatchEvent(new Event("input", { bubbles: true }));
}
