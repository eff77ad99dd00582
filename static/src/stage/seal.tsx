/** The current ledger head in a corner of the stage: its entry number, its fingerprint, and the QR code to its page. */
import { useEffect, useState } from "preact/hooks";
import { getJson } from "../lib/http";
import { t } from "../lib/i18n";
import type { HeadFacts } from "../lib/wire";

/** Show the ledger head, fetched again whenever `of` changes: the id of a closed poll, or "closed". */
export function Seal({ of }: { of: string }) {
  const [head, setHead] = useState<HeadFacts | null>(null);
  useEffect(() => {
    const leaving = new AbortController();
    const address = location.pathname.replace(/\/stage\/?$/, "/ledger-head/facts");
    void getJson<HeadFacts>(address, leaving.signal).then((head) => head && setHead(head));
    return () => leaving.abort();
  }, [of]);
  if (!head) return null;
  return (
    <figure class="seal">
      <img class="seal-square" src={head.square} alt={t("stage.seal.square")} />
      <figcaption>
        {t("stage.seal", { number: head.number })}
        <br />
        <span class="seal-letters">{head.fingerprint}</span>
      </figcaption>
    </figure>
  );
}
