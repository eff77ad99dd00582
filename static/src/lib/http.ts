/** HTTP requests with a time limit: a browser has six connections to a server, and hanging requests must free them. */
const GET_MS = 8_000;

/** Return a controller that aborts a request after `ms`, even while the answer's body arrives. */
export function within(ms: number): AbortController {
  const patience = new AbortController();
  setTimeout(() => patience.abort(), ms);
  return patience;
}

/** Return the server's answer, whatever its status; null where it failed, took over `waitMs`, or `signal` aborted. */
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

/** Return the answer as parsed JSON; null for no answer, an error status, or another page (a hotspot's sign-in). */
export async function getJson<T>(address: string, signal?: AbortSignal): Promise<T | null> {
  const answer = await get(address, GET_MS, signal);
  if (!answer?.ok) return null;
  try {
    return JSON.parse(answer.text) as T;
  } catch {
    return null;
  }
}
