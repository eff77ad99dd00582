/** What the board tells about common ground. */
export interface GroupSupport {
  agree: number;
  disagree: number;
  seen: number;
  likely: [low: number, high: number];
}

export interface ProposalSupport {
  proposal: string;
  floor: number;
  reach: number;
  badge: "common-ground" | "majority" | "open";
  overall: GroupSupport;
  by_group: Record<string, GroupSupport>;
  least: string | null;
}

export interface ThemeSupport {
  theme: string;
  divisor: number | null;
  low: number;
  high: number;
  core: string[];
  nearest: string | null;
  blocking: string | null;
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

export const NO_GROUND: GroundSheet = {};

/** More than one group that may be told. */
export function hasGroups(sheet: GroundSheet): boolean {
  return Object.keys(sheet.groups ?? {}).length > 1;
}

/** (agree + 1) / (seen + 2), as the floor is computed, so that the lowest bar reads as the floor does. */
export function rateOf({ agree, seen }: GroupSupport): number {
  return (agree + 1) / (seen + 2);
}

export function percent(share: number): string {
  return `${Math.round(100 * share)}%`;
}

/** An interval, without its first sign where both are the same kind: 55–75%. */
export function range([low, high]: [number, number]): string {
  return `${Math.round(100 * low)}–${percent(high)}`;
}
