/** Entry point of the desk: one page of forms, refreshed when a topic changes. */
import { mount } from "../lib/island";
import { watchLengths } from "../lib/length";
import { StatusLine } from "../lib/status";
import { submitForms } from "./submit";
import { Clock } from "./clock";
import { dragCards } from "./drag";
import { Grouping } from "./grouping";
import { followLiveCounts } from "./liveCounts";
import { follow } from "./refresh";
import { sortByKeys } from "./sorter";

mount("clock", Clock);
mount("grouping", Grouping);
mount("status", StatusLine);
watchLengths();
submitForms();
dragCards();
sortByKeys();
followLiveCounts();
follow();
