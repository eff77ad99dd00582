// The pure parts of the pages, next to the code they test; whole pages are tested in a real browser.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["static/src/**/*.test.{ts,tsx}"],
    environment: "node",
    testTimeout: 20_000,
  },
});
