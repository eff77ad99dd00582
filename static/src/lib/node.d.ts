/** The little of Node that tests use; the pages themselves have none of it. */
declare module "node:fs" {
  export function readdirSync(path: string): string[];
  export function readdirSync(path: string, options: { withFileTypes: true }): { name: string; isDirectory(): boolean }[];
  export function readFileSync(path: string, encoding: "utf8"): string;
}
