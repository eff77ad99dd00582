"""Sentences about resolutions that every page and paper prints alike."""

from app.platform.i18n import Locale, translator_of


def concession_in_words(stakeholder_group: str | None, condition: str, offer: str) -> dict[str, str]:
    """Return {locale: the concession that a clause takes up}; the group is named only if it may be."""
    key = "domain.clause.concession" if stakeholder_group else "domain.clause.concession_unnamed"
    named = {"group": stakeholder_group} if stakeholder_group else {}
    return {locale.value: translator_of(locale)(key, condition=condition, gives=offer, **named) for locale in Locale}
