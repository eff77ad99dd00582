/** The opinion map: points without names, close together where people vote alike, and a legend of the groups. */
import { useEffect, useRef, useState } from "preact/hooks";
import { groupName } from "../lib/groups";
import { heads } from "../lib/heads";
import { getJson } from "../lib/http";
import { t } from "../lib/i18n";
import type { Figures, OpinionMap } from "../lib/wire";
import { Basis, Hidden } from "./ground";
import { fit, hullOf, type Point } from "./hull";
import { useBoard } from "./redraw";
import { NO_WALL } from "./empty";
import { useGround, type ShownGround } from "./commonGround";

type Seat = OpinionMap["points"][number];

const MARGIN = 40;
/** Limits a name's height to the picture's width divided by 20, so that names in narrow pictures do not overlap. */
const NAME_PARTS = 20;
const REST_MS = 2_000;

export function MapView() {
  const ground = useGround();
  const seats = useSeats(ground);
  if (ground.is_hidden) return <Hidden />;
  if (seats.length === 0) return <p class="stage-hint">{t("stage.map.empty")}</p>;
  return (
    <>
      <Basis ground={ground} />
      <div class="opinions">
        <Picture seats={seats} ground={ground} />
        <Legend ground={ground} />
      </div>
    </>
  );
}

/** Return the points, fetched again when common ground changes, at most every REST_MS. */
function useSeats(ground: ShownGround): Seat[] {
  const [seats, setSeats] = useState<Seat[]>([]);
  const fetchedAt = useRef(0);
  useEffect(() => {
    let isGone = false;
    const fetchThem = async (): Promise<void> => {
      fetchedAt.current = Date.now();
      const answer = await getJson<OpinionMap>(`${location.pathname}/map`);
      if (answer && !isGone) setSeats(answer.points);
    };
    const timer = setTimeout(() => void fetchThem(), Math.max(0, fetchedAt.current + REST_MS - Date.now()));
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [ground]);
  return seats;
}

function Picture({ seats, ground }: { seats: Seat[]; ground: ShownGround }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const drawNow = (): void => void (canvas.current && draw(canvas.current, seats, ground));
    drawNow();
    window.addEventListener("resize", drawNow);
    return () => window.removeEventListener("resize", drawNow);
  }, [seats, ground]);
  return <canvas class="map-picture" ref={canvas} role="img" aria-label={t("stage.map.picture", { count: seats.length })} />;
}

function draw(canvas: HTMLCanvasElement, seats: Seat[], ground: ShownGround): void {
  const { clientWidth: width, clientHeight: height } = canvas;
  const pen = canvas.getContext("2d");
  if (!pen || !width || !height) return;
  canvas.width = width * devicePixelRatio;
  canvas.height = height * devicePixelRatio;
  pen.scale(devicePixelRatio, devicePixelRatio);
  const place = fit(seats.map(([x, y]) => [x, y]), width, height, MARGIN);
  for (const name of Object.keys(ground.groups ?? {})) {
    const points = seats.filter(([, , group]) => group === name).map(([x, y]) => place([x, y]));
    const colour = getComputedStyle(canvas).getPropertyValue(COLOURS[ground.colours?.[name] ?? 0] ?? "--jade");
    pen.fillStyle = pen.strokeStyle = colour;
    drawCloud(pen, points);
    drawName(pen, groupName(name), points);
  }
}

const COLOURS = ["--group-a", "--group-b", "--group-c", "--group-d", "--group-e", "--group-f", "--jade", "--vermilion"];

function drawCloud(pen: CanvasRenderingContext2D, points: Point[]): void {
  pen.beginPath();
  hullOf(points).forEach(([x, y]) => pen.lineTo(x, y));
  pen.closePath();
  pen.lineJoin = "round";
  pen.lineWidth = MARGIN / 2;
  pen.globalAlpha = 0.14;
  pen.fill();
  pen.stroke();
  pen.globalAlpha = 0.8;
  for (const [x, y] of points) {
    pen.beginPath();
    pen.arc(x, y, 6, 0, 2 * Math.PI);
    pen.fill();
  }
}

function drawName(pen: CanvasRenderingContext2D, name: string, points: Point[]): void {
  const mean = (at: 0 | 1): number => points.reduce((sum, point) => sum + point[at], 0) / points.length;
  pen.globalAlpha = 1;
  pen.font = `700 ${Math.min(1.1 * MARGIN, pen.canvas.clientWidth / NAME_PARTS)}px ${getComputedStyle(pen.canvas).fontFamily}`;
  pen.textAlign = "center";
  pen.lineWidth = 8;
  pen.save();
  pen.strokeStyle = getComputedStyle(pen.canvas).getPropertyValue("--paper");
  pen.strokeText(name, mean(0), mean(1));
  pen.restore();
  pen.fillText(name, mean(0), mean(1));
}

/** The map in words: each group, its size, and the proposal that it supports more than the other groups do. */
function Legend({ ground }: { ground: ShownGround }) {
  const { proposals } = useBoard("wall", NO_WALL);
  const texts = new Map(proposals.map((card) => [card.id, card.text]));
  return (
    <ul class="map-legend">
      {Object.entries(ground.groups ?? {}).map(([name, size]) => {
        const own = ownOf(ground, name);
        return (
          <li key={name} class="map-group">
            <p><bdi class="ground-name" data-colour={ground.colours?.[name]}>{groupName(name)}</bdi> {t("stage.map.people", { count: size })}</p>
            {own && <p class="map-own">{t("stage.map.own", { heads: heads(own.support) })}<bdi>{texts.get(own.proposal) ?? ""}</bdi></p>}
          </li>
        );
      })}
    </ul>
  );
}

/** Return the proposal on which the group's rate of agreement leads every other group's by the most, among those that
 * every group was heard on; undefined without a positive lead. */
export function ownOf(ground: ShownGround, name: string): { proposal: string; support: Figures } | undefined {
  let best: { proposal: string; support: Figures; lead: number } | undefined;
  for (const { proposal, by_group, is_heard } of ground.proposals ?? []) {
    const support = by_group[name];
    const others = Object.entries(by_group).filter(([group]) => group !== name);
    if (!is_heard || !support || others.length === 0) continue;
    const lead = rateOf(support) - Math.max(...others.map(([, other]) => rateOf(other)));
    if (lead > 0 && (!best || lead > best.lead)) best = { proposal, support, lead };
  }
  return best;
}

function rateOf({ agree, seen }: Figures): number {
  return seen ? agree / seen : 0;
}
