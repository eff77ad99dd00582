/** The desk: one page of forms, kept fresh by the board. */
import { mount } from "../lib/island";
import { StatusLine } from "../lib/status";
import { sendActs } from "./acts";
import { Clock } from "./clock";
import { followNumbers } from "./numbers";
import { follow } from "./refresh";

mount("clock", Clock);
mount("status", StatusLine);
sendActs();
followNumbers();
follow();
