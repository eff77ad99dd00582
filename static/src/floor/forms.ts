/** Sends the forms of the sections that the server renders: to offer a concession, to take one back, to rate a case. */
import { enhance } from "../lib/form";
import { t } from "../lib/i18n";
import { announce } from "./announce";
import { refreshSections } from "./sections";

export function sendForms(): void {
  enhance("#concede form", {
    event: "concession:offer",
    payload: (fields) => ({ wanted: fields.get("wanted"), condition: fields.get("condition"), gives: fields.get("gives") }),
    stored: (form) => announce(form.parentElement, ""),
    done: (_, form) => {
      announce(form.parentElement, t("floor.concede.done"));
      refreshSections("concessions");
    },
  });
  enhance("[data-form=take-back]", {
    event: "concession:withdraw",
    payload: (_, form) => ({ concession: form.dataset.concession }),
    stored: (form) => form.closest("details")?.removeAttribute("open"),
    done: () => refreshSections("concessions"),
  });
  enhance("[data-form=rate]", {
    event: "case:rate",
    payload: (fields, form) => ({
      case: form.dataset.case,
      stars: Number(fields.get("stars")),
      note: String(fields.get("note") ?? ""),
      is_resolved: fields.get("is_resolved") === "true",
    }),
    stored: (form, fields) => announce(form, t("floor.case.rated", { stars: String(fields.get("stars")) })),
    done: () => refreshSections("results"),
    refused: () => refreshSections("results"),
  });
}
