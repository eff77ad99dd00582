/** Entry point of the floor: mounts every island of a resident's page. */
import { mount } from "../lib/island";
import { watchLengths } from "../lib/length";
import { StatusLine } from "../lib/status";
import { bringConcedeToLife, Concessions } from "./concessions";
import { Mine } from "./mine";
import { Now } from "./now";
import { keepMyState } from "./myState";
import { Polls } from "./polls";
import { bringProposeToLife } from "./propose";
import { React } from "./react";
import { Results } from "./results";
import { followPhase } from "./sections";
import { Similar } from "./similar";
import { StandView } from "./stand";

if (document.body.dataset.meeting) {
  mount("now", Now);
  mount("react", React);
  mount("polls", Polls);
  mount("stand", StandView);
  mount("mine", Mine);
  mount("results", Results);
  mount("concessions", Concessions);
  mount("similar", Similar);
  mount("status", StatusLine);
  document.querySelectorAll<HTMLElement>("#propose").forEach(bringProposeToLife);
  document.querySelectorAll<HTMLElement>("#concede").forEach(bringConcedeToLife);
  watchLengths();
  followPhase();
  void keepMyState();
}
