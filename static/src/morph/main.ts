/** Entry point for morphing the floor: a script of its own, so that the first tap does not wait for it. */
import { morph } from "../lib/morph";

declare global {
  interface Window {
    morph?: typeof morph;
  }
}

window.morph = morph;
