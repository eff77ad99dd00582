/** Entry point of the stage: mounts every island of the projector's page. */
import { mount } from "../lib/island";
import { StatusLine } from "../lib/status";
import { Headcount, Now, WayIn } from "./frame";
import { View } from "./view";

mount("now", Now);
mount("way-in", WayIn);
mount("headcount", Headcount);
mount("view", View);
mount("status", StatusLine);
