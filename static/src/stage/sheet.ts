/** The common-ground snapshot. These types stand here until the server describes the data of the topic `ground`. */
import type { Lacks } from "../lib/heads";
import { useBoard } from "./redraw";

export interface GroupSupport {
  agree: number;
  disagree: number;
  seen: number;
}

/** The standing of a proposal, shown as one badge. */
export type Standing = "greatest" | "common-ground" | "majority" | "open" | "unheard";

export interface ProposalSupport {
  proposal: string;
  standing: Standing;
  is_heard: boolean;
  is_firm: boolean;
  overall: GroupSupport;
  by_group: Record<string, GroupSupport>;
  least: string | null;
  lacks: Lacks | null;
}

/** The result of a theme; `nearest` and `lacks` are set only where `greatest` is null. */
export interface ThemeSupport {
  theme: string;
  greatest: string | null;
  nearest: string | null;
  lacks: Lacks | null;
}

export interface GroundSheet {
  basis?: string;
  reason?: string;
  is_hidden?: boolean;
  groups?: Record<string, number>;
  colours?: Record<string, number>;
  proposals?: ProposalSupport[];
  themes?: ThemeSupport[];
}

const NO_GROUND: GroundSheet = {};

export function useGround(): GroundSheet {
  return useBoard("ground", NO_GROUND) as GroundSheet;
}

/** Return whether the snapshot shows more than one group. */
export function hasGroups(sheet: GroundSheet): boolean {
  return Object.keys(sheet.groups ?? {}).length > 1;
}
