"""What the outcomes of a comparison's rows are called, in English and Italian."""

from functools import cache
from types import MappingProxyType
from typing import Final

from approdo.model.errors import BadInput
from approdo.model.levers.wording import shown
from approdo.model.outcomes import OUTCOMES

from .derived import derived_outcomes

LANGUAGES: Final = ("en", "it")
GAP: Final = MappingProxyType({"en": "{}: gap to everybody else", "it": "{}: divario rispetto agli altri"})
# Outcomes of pairs of arms and of groups, which no run has by itself.
OF_ROWS: Final = {
    "hm_strict": ("Homeless months (strict), whole horizon", "Mesi senza casa (definizione stretta), intero periodo"),
    "displaced_share": ("Share displaced onto others", "Quota spostata su altri"),
    "displaced_unreached": (
        "More homeless months of people whom the policy never reached",
        "Mesi senza casa in più di chi la misura non ha raggiunto",
    ),
    "cost_per_homeless_month": ("Cost per homeless month averted", "Costo per mese senza casa evitato"),
}


@cache
def labels(language: str) -> MappingProxyType[str, str]:
    """Return the label of every outcome by id.

    Raises:
        BadInput: the language is neither "en" nor "it".
    """
    if language not in LANGUAGES:
        raise BadInput(f'language = {shown(language)}, expected "en" or "it".')
    known = (*OUTCOMES, *(each.outcome for each in derived_outcomes()))
    found = {each.id: each.label_en if language == "en" else each.label_it for each in known}
    found |= {id: both[LANGUAGES.index(language)] for id, both in OF_ROWS.items()}
    return MappingProxyType(found)


def label(outcome: str, language: str = "en") -> str:
    """Return the label of an outcome of a row; the gap of a group has one, too."""
    found = labels(language)
    if outcome in found:
        return found[outcome]
    return GAP[language].format(found[outcome.removesuffix("_gap")])
