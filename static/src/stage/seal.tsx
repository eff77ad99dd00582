/** A corner of the stage that binds the record: the fingerprint as it stands now, and the square that leads to it. */
import { useEffect, useState } from "preact/hooks";
import { getJson } from "../lib/http";
import { t } from "../lib/i18n";

interface Head {
  number: number;
  fingerprint: string;
  square: string;
}

/** Fetched anew whenever `of` changes: the poll that was closed, the meeting that has ended. */
export function Seal({ of }: { of: string }) {
  const [head, setHead] = useState<Head | null>(null);
  useEffect(() => {
    const leaving = new AbortController();
    const address = location.pathname.replace(/\/stage\/?$/, "/ledger-head/facts");
    void getJson<Head>(address, leaving.signal).then((found) => found && setHead(found));
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
