// Draws the stage's two views of common ground without a browser: reads [{ground, themes, wall}] and the words from
// stdin as JSON, writes [{ground, divisors}] as HTML. The board, which a browser would be told, is read from the input.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");
const { rooms, messages } = JSON.parse(readFileSync(0, "utf8"));
globalThis.document = { getElementById: () => ({ textContent: JSON.stringify(messages) }), documentElement: { lang: "" } };

const folder = mkdtempSync(join(tmpdir(), "stage-"));
try {
  const { GroundView, DivisorsView } = await import(pathToFileURL(await bundle(folder)).href);
  const drawn = rooms.map((room) => {
    globalThis.board = room;
    return { ground: html({ type: GroundView, props: {} }), divisors: html({ type: DivisorsView, props: {} }) };
  });
  process.stdout.write(JSON.stringify(drawn));
} finally {
  rmSync(folder, { recursive: true });
}

async function bundle(outdir) {
  const outfile = join(outdir, "stage.mjs");
  await build({
    stdin: {
      contents: 'export { GroundView } from "./ground"; export { DivisorsView } from "./divisors";',
      resolveDir: join(ROOT, "static/src/stage"),
    },
    bundle: true,
    format: "esm",
    outfile,
    tsconfig: join(ROOT, "tsconfig.json"),
    logLevel: "error",
    plugins: [{ name: "board", setup: readBoard }],
  });
  return outfile;
}

function readBoard(building) {
  building.onResolve({ filter: /\/redraw$/ }, () => ({ path: "board", namespace: "board" }));
  building.onLoad({ filter: /.*/, namespace: "board" }, () => ({
    contents: "export const useBoard = (topic, none) => globalThis.board[topic] ?? none;",
  }));
}

function html(node) {
  if (node === null || node === undefined || typeof node === "boolean") return "";
  if (Array.isArray(node)) return node.map(html).join("");
  if (typeof node !== "object") return String(node).replace(/&/g, "&amp;").replace(/</g, "&lt;");
  const { type, props } = node;
  if (typeof type === "function") return html(type(props));
  const kind = props.class ? ` class="${props.class}"` : "";
  return `<${type}${kind}>${html(props.children)}</${type}>`;
}
