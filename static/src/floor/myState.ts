/** The resident's own proposals and choices: changed on screen at once, then corrected by the server's answers. */
import { getJson } from "../lib/http";
import { live, outbox } from "../lib/page";
import type { FloorWall, OwnCard, OwnData, TopicData } from "../lib/wire";
import type { Choice, Vote } from "./choices";
import { everyCard, seed } from "./seed";
import { Store } from "./store";
import { cardsLeft } from "./nextCard";

export const myState = new Store<OwnData>(() => seed().own);

const SETTLE_MS = 1_500;
const REST_MS = 600;
const MIN_CARDS = 2; // with fewer unanswered cards left, ask for more
const pending = new Map<string, Choice | Vote>(); // by proposal or poll: choices not yet acknowledged
let checkingWall: ReturnType<typeof setTimeout> | undefined;
let checkingThemes: ReturnType<typeof setTimeout> | undefined;
let refreshing: ReturnType<typeof setTimeout> | undefined;
let isHidden: boolean | undefined;

export async function react(proposal: string, choice: Choice): Promise<void> {
  const show = (shown?: Choice): void => myState.change((now) => ({ ...now, reactions: setIn(now.reactions, proposal, shown) }));
  await cast("reaction:cast", { proposal, choice }, { id: proposal, before: myState.value.reactions[proposal], show });
  const cards = live().topics.get("wall") ?? seed().wall;
  if (isHidden || cardsLeft(cards.proposals, myState.value.queue, myState.value.reactions) < MIN_CARDS) refreshSoon();
}

/** Undo a reaction: cast the earlier choice again, or withdraw the reaction where there was none. */
export async function unreact(proposal: string, before: Choice | undefined): Promise<void> {
  if (before) return react(proposal, before);
  await (await outbox()).put("reaction:withdraw", { proposal }); // shown once stored: a reload then loses nothing
  myState.change((now) => ({ ...now, reactions: setIn(now.reactions, proposal, undefined) }));
}

export async function answerSame(proposal: string, original: string, isSame: boolean): Promise<void> {
  await (await outbox()).put("merge:answer", { proposal, original, is_same: isSame });
}

export async function vote(poll: string, choice: Vote): Promise<void> {
  const before = myState.value.ballots[poll];
  const show = (shown?: Vote, code = before?.code): void =>
    myState.change((now) => ({ ...now, ballots: setIn(now.ballots, poll, shown && { choice: shown, code: code ?? "" }) }));
  await cast("ballot:cast", { poll, choice }, { id: poll, before: before?.choice ?? undefined, show });
}

export async function withdraw(proposal: string): Promise<void> {
  const before = myState.value.proposals.find(({ id }) => id === proposal);
  changeProposal(proposal, { state: "withdrawn" });
  const { receipt } = await (await outbox()).put("proposal:withdraw", { proposal });
  receipt.catch(() => before && changeProposal(proposal, before));
}

/** List a proposal that the outbox has stored; its receipt will replace the entry. */
export function addWaiting(key: string, text: string): void {
  const card: OwnCard = { id: key, number: 0, text, state: "waiting", reason: "", home: null };
  myState.change((now) => ({ ...now, proposals: [...now.proposals, card] }));
}

export function changeProposal(id: string, change: Partial<OwnCard>): void {
  myState.change((now) => ({ ...now, proposals: now.proposals.map((card) => (card.id === id ? { ...card, ...change } : card)) }));
}

/** Refetch own data REST_MS after the last call, so that a choice just sent can arrive first. */
export function refreshSoon(): void {
  clearTimeout(refreshing);
  refreshing = setTimeout(() => void refresh(), REST_MS);
}

/** Keep own data current: refetch it after others' acts on it and after the outbox has sent leftover writes. */
export async function keepMyState(): Promise<void> {
  let grouped = groupsOf(seed().wall);
  live().topics.subscribe("wall", (wall) => {
    clearTimeout(checkingWall);
    checkingWall = setTimeout(() => {
      const groups = groupsOf(wall); // a merge or unmerge changes the resident's reactions on those cards
      if (!isOnWall(wall) || groups !== grouped) void refresh();
      grouped = groups;
    }, SETTLE_MS * (1 + Math.random()));
  });
  live().topics.subscribe("themes", (themes) => {
    clearTimeout(checkingThemes);
    checkingThemes = setTimeout(() => void (isInThemes(themes) || refresh()), SETTLE_MS * (1 + Math.random()));
  });
  live().topics.subscribe("tally", (tally) => {
    if (isHidden !== undefined && tally.is_hidden !== isHidden) void refresh();
    isHidden = tally.is_hidden;
  });
  const box = await outbox();
  let isLeftOver = false;
  box.subscribe((state) => {
    if (state.word === "refused") myState.change((now) => ({ ...now, proposals: now.proposals.filter(({ id }) => id !== state.item.key) }));
    if (state.word === "sending" && state.waiting > pending.size) isLeftOver = true;
    if (state.word === "empty" && isLeftOver) {
      isLeftOver = false;
      void refresh();
    }
  });
}

/** Return whether the wall shows exactly those own proposals that are listed here as visible. */
function isOnWall(wall: FloorWall): boolean {
  const shown = new Set(everyCard(wall).map(({ id }) => id));
  return myState.value.proposals.every(({ id, state }) => (state === "visible") === shown.has(id));
}

/** Return whether each own proposal still lies in the theme, with the label, that is listed here. */
function isInThemes({ themes }: TopicData["themes"]): boolean {
  return myState.value.proposals.every(({ id, home }) => {
    const theme = themes.find(({ members }) => members.includes(id));
    return theme?.key === home?.key && theme?.label === home?.theme;
  });
}

function groupsOf(wall: FloorWall): string {
  return wall.proposals.filter(({ copies }) => copies).map((card) => [card, ...(card.copies ?? [])].map(({ id }) => id).join("+")).join();
}

async function refresh(): Promise<void> {
  const answer = await getJson<OwnData>(`${location.pathname}/own`);
  if (!answer) return;
  const isPending = ([id]: [string, unknown]): boolean => pending.has(id);
  const stillMine = <T,>(choices: Record<string, T>): Record<string, T> => Object.fromEntries(Object.entries(choices).filter(isPending));
  myState.change((now) => ({
    ...answer,
    proposals: [...answer.proposals, ...now.proposals.filter(({ state }) => state === "waiting")],
    reactions: { ...answer.reactions, ...stillMine(now.reactions) },
    ballots: { ...answer.ballots, ...stillMine(now.ballots) },
  }));
}

interface Showing<C> {
  id: string;
  before: C | undefined;
  show(choice?: C, code?: string): void;
}

/** Show a choice at once and send it through the outbox; show the earlier choice again if it is finally refused. */
async function cast<C extends Choice | Vote>(event: string, payload: { choice: C } & Record<string, unknown>, to: Showing<C>): Promise<void> {
  const { choice } = payload;
  pending.set(to.id, choice);
  to.show(choice);
  const { receipt } = await (await outbox()).put(event, payload);
  const settle = (): boolean => pending.get(to.id) === choice && pending.delete(to.id);
  receipt.then((answer) => settle() && to.show(choice, (answer as { code?: string }).code), () => settle() && to.show(to.before));
}

function setIn<T>(values: Record<string, T>, id: string, value: T | undefined): Record<string, T> {
  const { [id]: _, ...others } = values;
  return value === undefined ? others : { ...others, [id]: value };
}
