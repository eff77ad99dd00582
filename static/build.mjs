// Builds every page's script and style into static/dist under content-hashed names, listed in manifest.json, and puts
// the fonts of official papers into app/documents/fonts.
import { copyFile, mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const STATIC = fileURLToPath(new URL(".", import.meta.url));
const DIST = join(STATIC, "dist");

const entries = [...(await scriptEntries()), ...(await styleEntries())];
if (entries.length === 0) {
  console.error("static/build.mjs: no main.ts under static/src and no style in static/css");
  process.exit(1);
}
const result = await build({
  entryPoints: entries,
  absWorkingDir: join(STATIC, ".."),
  outdir: DIST,
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  bundle: true,
  minify: true,
  format: "iife",
  // Cheap phones stay on the browser they were sold with, and many do not update it.
  target: "es2019",
  charset: "utf8",
  legalComments: "linked",
  sourcemap: "linked",
  loader: { ".svg": "file", ".png": "file", ".woff2": "file" },
  define: { "process.env.NODE_ENV": '"production"' },
  metafile: true,
  write: false,
  logLevel: "warning",
  plugins: [{ name: "unused-parts", setup: leaveOutUnused }],
}).catch(() => process.exit(1)); // esbuild has said what is wrong, and where
await publish(result.outputFiles, manifestOf(result.metafile.outputs));
await placeFonts();

/** What the Socket.IO client brings and no page uses: its third transport, and messages that carry binary data. */
function leaveOutUnused(building) {
  const parts = {
    "engine.io-client/build/esm/transports/webtransport.js": "export const WT = undefined;",
    "engine.io-parser/build/esm/contrib/base64-arraybuffer.js": "export const decode = undefined;",
    "engine.io-parser/build/esm/encodePacket.browser.js":
      'import { PACKET_TYPES } from "./commons.js"; export const encodePacketToBinary = undefined;' +
      'export const encodePacket = ({ type, data }, _, done) => done(PACKET_TYPES[type] + (data || ""));',
    "socket.io-parser/build/esm/is-binary.js": "export const isBinary = () => false, hasBinary = isBinary;",
    "socket.io-parser/build/esm/binary.js": "export const deconstructPacket = undefined, reconstructPacket = undefined;",
  };
  for (const [path, contents] of Object.entries(parts)) {
    const filter = new RegExp(`${path.replaceAll(".", "\\.").replaceAll("/", "[\\\\/]")}$`);
    building.onLoad({ filter }, ({ path: from }) => ({ contents, resolveDir: dirname(from) }));
  }
}

/** Each folder of static/src with a main module is one page's script, named after the folder. */
async function scriptEntries() {
  const found = [];
  for (const name of await list("src")) {
    for (const main of ["main.ts", "main.tsx"]) {
      const path = join(STATIC, "src", name, main);
      if (existsSync(path)) found.push({ in: path, out: name });
    }
  }
  return found;
}

/** Each style that no other style imports is one page's. */
async function styleEntries() {
  const names = (await list("css")).filter((name) => name.endsWith(".css"));
  const texts = await Promise.all(names.map((name) => readFile(join(STATIC, "css", name), "utf8")));
  const imports = texts.flatMap((text) => [...text.matchAll(/@import\s+(?:url\()?["']([^"']+)["']/g)]);
  const imported = new Set(imports.map((match) => basename(match[1])));
  return names
    .filter((name) => !imported.has(name))
    .map((name) => ({ in: join(STATIC, "css", name), out: basename(name, ".css") }));
}

async function list(folder) {
  const path = join(STATIC, folder);
  return existsSync(path) ? (await readdir(path)).sort() : [];
}

/** {"floor.js": "floor-HASH.js", …} for what a template may ask for. */
function manifestOf(outputs) {
  const pairs = Object.entries(outputs)
    .filter(([, output]) => output.entryPoint)
    .map(([path]) => basename(path))
    .map((name) => [name.replace(/-[A-Z0-9]{8}(\.\w+)$/, "$1"), name]);
  return Object.fromEntries(pairs.sort());
}

/** New files first, then the manifest in one move, then the old files: a server running meanwhile never points at nothing. */
async function publish(files, manifest) {
  await mkdir(DIST, { recursive: true });
  const packed = files
    .filter((file) => !file.path.endsWith(".map"))
    .map((file) => ({ path: `${file.path}.gz`, contents: gzipSync(file.contents, { level: 9 }) }));
  await Promise.all([...files, ...packed].map((file) => writeFile(file.path, file.contents)));
  const draft = join(DIST, "manifest.json.new");
  await writeFile(draft, JSON.stringify(manifest, null, 2) + "\n");
  await rename(draft, join(DIST, "manifest.json"));
  const kept = new Set(["manifest.json", ...[...files, ...packed].map((file) => basename(file.path))]);
  const stale = (await readdir(DIST)).filter((name) => !kept.has(name));
  await Promise.all(stale.map((name) => rm(join(DIST, name), { recursive: true })));
  for (const [name, built] of Object.entries(manifest)) {
    const { contents } = files.find((file) => basename(file.path) === built);
    const small = packed.find((file) => basename(file.path) === `${built}.gz`).contents;
    console.log(`${name.padEnd(12)} ${kib(contents)} KiB, ${kib(small)} packed  ${built}`);
  }
}

/** The weights that papers use, each family with its licence. */
async function placeFonts() {
  const folder = join(STATIC, "..", "app", "documents", "fonts");
  const families = {
    "noto-serif-sc": ["400Regular/NotoSerifSC_400Regular.ttf", "700Bold/NotoSerifSC_700Bold.ttf"],
    "noto-sans-sc": ["500Medium/NotoSansSC_500Medium.ttf"],
  };
  await mkdir(folder, { recursive: true });
  for (const [family, files] of Object.entries(families)) {
    const source = join(STATIC, "..", "node_modules", "@expo-google-fonts", family);
    for (const file of files) await placeWhole(join(source, file), join(folder, basename(file)));
    await placeWhole(join(source, "LICENSE_FONT"), join(folder, `${family}-LICENSE.txt`));
  }
}

/** A copy that is there whole or not at all. */
async function placeWhole(source, target) {
  await copyFile(source, `${target}.new`);
  await rename(`${target}.new`, target);
}

function kib(contents) {
  return (contents.length / 1024).toFixed(1).padStart(7);
}
