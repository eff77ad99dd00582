/** Reads the common-ground snapshot; before the first analysis it is empty. */
import type { RoomGround } from "../lib/wire";
import { useBoard } from "./redraw";

export type ShownGround = Partial<RoomGround>;

const NO_GROUND: ShownGround = {};

export function useGround(): ShownGround {
  return useBoard("ground", NO_GROUND) as ShownGround;
}

/** Return whether the snapshot shows more than one group. */
export function hasGroups(ground: ShownGround): boolean {
  return Object.keys(ground.groups ?? {}).length > 1;
}
