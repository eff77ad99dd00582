/** Types of the few Node functions that tests use; the pages use none of them. */
declare module "node:fs" {
  export function readdirSync(path: string): string[];
  export function readdirSync(path: string, options: { withFileTypes: true }): { name: string; isDirectory(): boolean }[];
  export function readFileSync(path: string, encoding: "utf8"): string;
}
