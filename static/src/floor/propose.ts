/** The proposal form: shows the text's length and the cards left, and sends the proposal through the outbox. */
import { enhance } from "../lib/form";
import { t } from "../lib/i18n";
import { lengthOf } from "../lib/length";
import { live } from "../lib/page";
import { seed } from "./seed";
import { addWaiting, changeProposal, myState } from "./myState";
import { announce } from "./announce";

export function bringProposeToLife(section: HTMLElement): void {
  const form = section.querySelector<HTMLFormElement>("form");
  const text = form?.querySelector("textarea");
  if (!form || !text) return;
  const count = (): void => showCount(section.querySelector("#text-count"), lengthOf(text.value));
  text.addEventListener("input", count);
  let writing = { key: "", text: "" };
  enhance("#propose form", {
    event: "proposal:submit",
    payload: (fields) => {
      writing = { key: String(fields.get("key")), text: String(fields.get("text")).trim() };
      return { text: writing.text };
    },
    stored: () => {
      addWaiting(writing.key, writing.text);
      announce(section, "");
      count();
    },
    done: (receipt) => {
      const { data } = receipt as { data: { proposal: string; number: number; state: string } };
      // Receipts arrive in the order of sending, so this one belongs to the oldest waiting proposal.
      const waiting = myState.value.proposals.find((card) => card.state === "waiting");
      if (waiting) changeProposal(waiting.id, { id: data.proposal, number: data.number, state: data.state });
      announce(section, t(`floor.propose.done.${data.state}`));
    },
  });
  myState.subscribe(() => showCards(section, form));
  live().topics.subscribe("meeting", () => showCards(section, form));
  count(); // for text typed before the script loaded
}

function showCount(place: Element | null, count: number): void {
  const { suggested, most } = seed().limits;
  if (!place) return;
  place.textContent = count > suggested
    ? t("floor.propose.over", { count, most })
    : count ? t("floor.propose.count", { count, most: suggested }) : "";
}

function showCards(section: HTMLElement, form: HTMLFormElement): void {
  const most = (live().topics.get("meeting") ?? seed().meeting).cards_per_seat;
  const used = myState.value.proposals.filter(({ state }) => state !== "withdrawn").length;
  const left = most === null ? null : Math.max(0, most - used);
  const place = section.querySelector<HTMLElement>("[data-cards]");
  form.hidden = left === 0;
  if (place) place.textContent = left === null ? "" : left ? t("floor.propose.cards", { count: left }) : t("floor.propose.none_left");
}
