/** The connection and the outbox that the islands of a page share, made once from `<body data-…>`. */
import { Live } from "./live";
import { Outbox, type Send } from "./outbox";
import { openStorage } from "./storage";

let pageLive: Live | undefined;
let pageOutbox: Promise<Outbox> | undefined;

export function live(): Live {
  if (!pageLive) {
    const { meeting = "", seat = "", audience } = document.body.dataset;
    const locale = document.documentElement.lang;
    pageLive = new Live({ meeting, seat, locale, audience: audience === "desk" ? "desk" : "room" });
  }
  return pageLive;
}

/** Return the page's outbox; it sends whenever the connection opens, and every 3 s while items wait on an open one. */
export function outbox(): Promise<Outbox> {
  pageOutbox ??= openOutbox();
  return pageOutbox;
}

async function openOutbox(): Promise<Outbox> {
  const { meeting = "", seat = "staff" } = document.body.dataset;
  const connection = live();
  const send: Send = (event, payload) => connection.ask(event, payload);
  const box = new Outbox(send, await openStorage(meeting, seat));
  connection.subscribe((state) => void (state === "open" && box.drain()));
  setInterval(() => void (connection.state === "open" && box.state.word === "saved" && box.drain()), 3_000);
  return box;
}
