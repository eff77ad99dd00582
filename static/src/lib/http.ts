/** Requests beside the live connection. A browser keeps six ways to a server; requests that hang must not hold them. */
const GET_MS = 8_000;

/** Gives a request up after so long, its answer's body included. */
export function within(ms: number): AbortController {
  const patience = new AbortController();
  setTimeout(() => patience.abort(), ms);
  return patience;
}

/** The server's answer whole, with whatever status; null where none came in time or `signal` gave it up. */
export async function get(address: string, waitMs = GET_MS, signal?: AbortSignal): Promise<{ ok: boolean; text: string } | null> {
  const patience = within(waitMs);
  signal?.addEventListener("abort", () => patience.abort());
  try {
    const answer = await fetch(address, { credentials: "same-origin", signal: patience.signal });
    return { ok: answer.ok, text: await answer.text() };
  } catch {
    return null;
  }
}

/** What the server answers as JSON; null where that is nothing, or a page of the network's own instead. */
export async function getJson<T>(address: string, signal?: AbortSignal): Promise<T | null> {
  const answer = await get(address, GET_MS, signal);
  if (!answer?.ok) return null;
  try {
    return JSON.parse(answer.text) as T;
  } catch {
    return null;
  }
}
