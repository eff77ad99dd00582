/** Texts of the interface in the page's language, read from the page's `#messages`. */
export type Message = string | { one: string; other: string };
export type Params = Record<string, string | number>;

export interface Messages {
  locale: string;
  texts: Record<string, Message>;
}

export type Translate = (key: string, params?: Params) => string;

/** Return a translator: it fills {places}, picks the plural form by `count` or `n`, and shows an unknown key as is. */
export function translator({ locale, texts }: Messages): Translate {
  return (key, params = {}) => {
    const message = texts[key] ?? key;
    const text = typeof message === "string" ? message : message[pluralForm(locale, params.count ?? params.n)];
    return text.replace(/\{(\w+)\}/g, (place, name: string) => String(params[name] ?? place));
  };
}

let pageTranslator: Translate | undefined;

/** Translate a key with the texts of the current page. */
export const t: Translate = (key, params) => {
  pageTranslator ??= translator(messagesOfPage());
  return pageTranslator(key, params);
};

/** Return the text for the page's language from {language: text}; empty where that language is missing. */
export function inPageLanguage(texts: Record<string, string>): string {
  return texts[document.documentElement.lang] ?? "";
}

function messagesOfPage(): Messages {
  const text = document.getElementById("messages")?.textContent;
  return text ? (JSON.parse(text) as Messages) : { locale: document.documentElement.lang, texts: {} };
}

function pluralForm(locale: string, count: string | number | undefined): "one" | "other" {
  if (typeof Intl === "undefined" || !Intl.PluralRules) return Number(count) === 1 ? "one" : "other";
  return new Intl.PluralRules(locale).select(Number(count)) === "one" ? "one" : "other";
}
