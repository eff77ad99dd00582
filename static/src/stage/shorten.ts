/** Shortens a text by whole words: at the end of a clause where enough of it stays, else after a word. */
const CLAUSE = /[\p{Po}\p{Pd}\p{Pe}\p{Pf}]/u; // commas, stops, dashes, closing brackets and quotes
const LOOSE = /[\s\p{Po}\p{Pd}\p{Ps}\p{Pi}]+$/u; // what need not stand before an ellipsis
const WORTH = 0.6; // a clause end is taken where it keeps this share of what fits

interface Segmenter {
  segment(text: string): Iterable<{ segment: string }>;
}

/** Return the text itself if it fits, else its longest beginning that fits with an ellipsis; "" if no word fits. */
export function shorten(text: string, fits: (text: string) => boolean, words: (text: string) => string[] = wordsOf): string {
  if (fits(text)) return text;
  const ends = endsOf(words(text));
  let [low, high] = [0, ends.length]; // ends[low - 1] fits, ends[high] does not
  while (low < high) {
    const middle = (low + high) >> 1;
    if (fits(cut(text, ends[middle] ?? 0))) low = middle + 1;
    else high = middle;
  }
  const longest = ends[low - 1];
  if (longest === undefined) return "";
  const clause = ends.slice(0, low).reverse().find((end) => isClauseEnd(text, end));
  return cut(text, clause !== undefined && clause >= WORTH * longest ? clause : longest);
}

/** Return the words of a text with what follows them; without a segmenter the words of Latin script, else characters. */
export function wordsOf(text: string): string[] {
  const { Segmenter } = Intl as unknown as { Segmenter?: new (locale?: string, options?: { granularity: string }) => Segmenter };
  if (Segmenter) return Array.from(new Segmenter(undefined, { granularity: "word" }).segment(text), ({ segment }) => segment);
  return text.match(/[\p{Script=Latin}\p{N}'’-]+|\P{Script=Latin}/gu) ?? [];
}

/** Return where each word ends, without the end of the text. */
function endsOf(words: string[]): number[] {
  let at = 0;
  return words.slice(0, -1).map((word) => (at += word.length));
}

function cut(text: string, end: number): string {
  return `${text.slice(0, end).replace(LOOSE, "")}…`;
}

function isClauseEnd(text: string, end: number): boolean {
  return CLAUSE.test(text[end] ?? "") || CLAUSE.test(text[end - 1] ?? "");
}
