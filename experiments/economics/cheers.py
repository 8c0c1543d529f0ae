"""The CHEERS 2022 items, filled in from a comparison as far as a program can; the rest is marked for the authors."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from approdo import __version__
from approdo.experiments import telling
from approdo.model.calendar import month_text
from approdo.model.errors import BadInput

if TYPE_CHECKING:
    from approdo.experiments.answer import Comparison

FILE: Final = Path(__file__).parent / "cheers.toml"
LANGUAGES: Final = ("en", "it")


@dataclass(frozen=True)
class Item:
    """One item: its number and section, what can be said, and whether the authors must add to it."""

    number: int
    section: str
    text: str
    authors: bool


def cheers(answer: "Comparison", *, rate: float | None = None, language: str = "en") -> tuple[Item, ...]:
    """Return the 28 items for a comparison.

    Args:
        answer: what `compare` returned.
        rate: yearly discount rate of costs and effects; None: nothing was discounted.
        language: ``"en"`` or ``"it"``; sentences about results are in English.

    Raises:
        BadInput: another language.
    """
    if language not in LANGUAGES:
        raise BadInput(f'language "{language[:20]}": expected {" or ".join(LANGUAGES)}.')
    return fill(_facts(answer, rate, language), language)


def fill(facts: Mapping[str, str], language: str = "en") -> tuple[Item, ...]:
    """Return the items with these facts in their fields; a fact that is missing is a programming error."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["item"]
    return tuple(
        Item(row["number"], row[f"section_{language}"], row[language].format_map(facts), row.get("authors", False))
        for row in rows
    )


def _facts(answer: "Comparison", rate: float | None, language: str) -> dict[str, str]:
    contrasts = answer.contrasts
    scenarios = [contrast.policy.scenario for contrast in contrasts]
    rows = answer.request.parameters.rows
    packages = {scenario.package.id: scenario.package for scenario in scenarios}
    baseline = contrasts[0].base.scenario.package
    none = {"en": "no new policy", "it": "nessuna nuova misura"}[language]
    unsaid = {"en": "years that the packages do not state", "it": "anni non indicati dai pacchetti"}[language]
    years = sorted({str(package.price_year) for package in packages.values() if package.price_year is not None})
    zero = {"en": "0 % (nothing was discounted)", "it": "0 % (nessuno sconto)"}[language]
    return {
        "packages": ", ".join(package.name for package in packages.values()),
        "territories": ", ".join(dict.fromkeys(contrast.policy.territory.name for contrast in contrasts)),
        "baseline": baseline.name if baseline.levers else none,
        "start": month_text(scenarios[0].start),
        "months": str(scenarios[0].months),
        "rate": zero if rate is None else f"{rate:.1%}",
        "price_years": ", ".join(years) or unsaid,
        "version": __version__,
        "runs": str(min(contrast.pairs for contrast in contrasts)),
        "assumptions": str(sum(row.status == "assumption" for row in rows)),
        "parameters": str(len(rows)),
        "command": answer.reproduce,
        "findings": " ".join(telling.sentence(contrast) for contrast in contrasts),
        "displacement": _displacement(answer, language),
        "uncertainty": {
            "en": "95 % intervals over paired runs; what they leave open is listed with the comparison.",
            "it": "Intervalli al 95 % su simulazioni appaiate; ciò che lasciano aperto è elencato con il confronto.",
        }[language],
    }


def _displacement(answer: "Comparison", language: str) -> str:
    told = {
        "en": ("{package}: {share:.0%} of the homeless months averted are borne by others instead.", "not clear"),
        "it": ("{package}: il {share:.0%} dei mesi senza dimora evitati ricade su altri.", "non chiaro"),
    }[language]
    texts = []
    for contrast in answer.contrasts:
        share, name = contrast.displaced.mean, contrast.policy.scenario.package.name
        texts.append(f"{name}: {told[1]}." if share is None else told[0].format(package=name, share=share))
    return " ".join(texts)
