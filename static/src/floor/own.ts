/** What is one's own: proposals and choices, shown at once and kept right by what the server answers. */
import { live, outbox } from "../lib/page";
import { seed, type Choice, type Own, type OwnProposal, type Wall } from "./facts";
import { Store } from "./store";

export const own = new Store<Own>(() => seed().own);

const SETTLE_MS = 1_500;
const pending = new Map<string, Choice>(); // by proposal: cast here, not yet answered
let checking: ReturnType<typeof setTimeout> | undefined;

export async function react(proposal: string, choice: Choice): Promise<void> {
  const before = own.value.reactions[proposal];
  pending.set(proposal, choice);
  setReaction(proposal, choice);
  const { receipt } = await (await outbox()).put("reaction:cast", { proposal, choice });
  const isLatest = (): boolean => pending.get(proposal) === choice;
  receipt.then(
    () => isLatest() && pending.delete(proposal),
    () => isLatest() && pending.delete(proposal) && setReaction(proposal, before),
  );
}

export async function withdraw(proposal: string): Promise<void> {
  const before = own.value.proposals.find(({ id }) => id === proposal);
  changeProposal(proposal, { state: "withdrawn" });
  const { receipt } = await (await outbox()).put("proposal:withdraw", { proposal });
  receipt.catch(() => before && changeProposal(proposal, before));
}

/** A proposal that was kept on the phone stands in the list until its receipt takes its place. */
export function addWaiting(key: string, text: string): void {
  const card: OwnProposal = { id: key, number: 0, text, state: "waiting", reason: "" };
  own.change((now) => ({ ...now, proposals: [...now.proposals, card] }));
}

export function changeProposal(id: string, change: Partial<OwnProposal>): void {
  own.change((now) => ({ ...now, proposals: now.proposals.map((card) => (card.id === id ? { ...card, ...change } : card)) }));
}

/** Follow what others do to one's own, and what an earlier page has left in the outbox. */
export async function keepOwn(): Promise<void> {
  live().topics.subscribe<Wall>("wall", (wall) => {
    clearTimeout(checking);
    checking = setTimeout(() => isAsTold(wall) || void refresh(), SETTLE_MS);
  });
  const box = await outbox();
  let isLeftOver = false;
  box.subscribe((state) => {
    if (state.word === "refused") own.change((now) => ({ ...now, proposals: now.proposals.filter(({ id }) => id !== state.item.key) }));
    if (state.word === "sending" && state.waiting > pending.size) isLeftOver = true;
    if (state.word === "empty" && isLeftOver) {
      isLeftOver = false;
      void refresh();
    }
  });
}

/** A visible one is on the wall, any other is not. */
function isAsTold(wall: Wall): boolean {
  const shown = new Set(wall.proposals.map(({ id }) => id));
  return own.value.proposals.every(({ id, state }) => (state === "visible") === shown.has(id));
}

async function refresh(): Promise<void> {
  const answer = await fetch(`${location.pathname}/own`, { credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok) return;
  const told = (await answer.json()) as Own;
  own.change((now) => ({
    proposals: [...told.proposals, ...now.proposals.filter(({ state }) => state === "waiting")],
    reactions: { ...told.reactions, ...Object.fromEntries(pending) },
  }));
}

function setReaction(proposal: string, choice: Choice | undefined): void {
  own.change((now) => {
    const { [proposal]: _, ...others } = now.reactions;
    return { ...now, reactions: choice ? { ...others, [proposal]: choice } : others };
  });
}
