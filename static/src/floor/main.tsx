/** Entry point of the floor: mounts the islands of a resident's page and keeps its other sections current. */
import { mount } from "../lib/island";
import { watchLengths } from "../lib/length";
import { StatusLine } from "../lib/status";
import { sendForms } from "./forms";
import { Left } from "./left";
import { Mine } from "./mine";
import { keepMyState } from "./myState";
import { Clock, Present } from "./now";
import { Polls } from "./polls";
import { bringProposeToLife } from "./propose";
import { React } from "./react";
import { followPhase, followSections } from "./sections";
import { Similar } from "./similar";
import { followSorting, sendSorting } from "./sort";

if (document.body.dataset.meeting) {
  mount("clock", Clock);
  mount("present", Present);
  mount("react", React);
  mount("polls", Polls);
  mount("mine", Mine);
  mount("left", Left);
  mount("similar", Similar);
  mount("status", StatusLine);
  document.querySelectorAll<HTMLElement>("#propose").forEach(bringProposeToLife);
  sendForms();
  sendSorting();
  watchLengths();
  followPhase();
  followSections();
  followSorting();
  void keepMyState();
}
