"""One language: its words, its way of writing numbers and months."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from approdo.experiments.numbers import decimals, plain, signed
from approdo.experiments.statistics import Estimate
from approdo.viz.words import words

MINUS = "−"
UNIT = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Tongue:
    """Speaks one language; call it with a key to get the text."""

    language: str

    def __call__(self, key: str, **fields: Any) -> str:
        """Return a text, its ``{fields}`` filled in."""
        text = words(self.language)[key]
        return text.format(**fields) if fields else text

    def named(self, section: str, name: str) -> str:
        """Return the word for a name of the model; one that has no words yet is shown as it is."""
        return words(self.language).get(f"{section}.{name}", name.replace("_", " "))

    def of(self, thing: object, what: str) -> str:
        """Return the text that a definition carries in this language (``label_it``), else the English one."""
        english = getattr(thing, f"{what}_en")
        return str(getattr(thing, f"{what}_{self.language}", english))

    def unit(self, english: str, *, one: bool = False) -> str:
        """Return a unit in this language, behind a single `one` in the singular; one without words stays as it is."""
        known, name = words(self.language), UNIT.sub("_", english.lower()).strip("_")
        many = known.get(f"unit.{name}", english)
        return known.get(f"unit_of_one.{name}", many) if one else many

    def number(self, value: float | None, places: int = 0, *, sign: bool = False) -> str:
        """Return a number as it is written in this language; a dash for None."""
        if value is None:
            return "–"
        english = signed(value, places) if sign else plain(value, places)
        marks = {",": words(self.language)["format.thousands"], ".": words(self.language)["format.decimal"]}
        return "".join(marks.get(letter, letter) for letter in english).replace("-", MINUS)

    def plain(self, value: float) -> str:
        """Return a number with the digits that it has, as a file states it."""
        text = f"{value:g}"
        return text if "e" in text else self.number(value, len(text.partition(".")[2]))

    def estimate(self, found: Estimate, *, factor: float = 1.0, mark: str = "", sign: bool = True) -> str:
        """Return the mean with its interval, as many digits as the interval supports."""
        scaled = found.scaled(factor) if factor != 1.0 else found
        if scaled.mean is None:
            return "–"
        places = decimals(scaled)
        text = f"{self.number(scaled.mean, places, sign=sign)}{mark}"
        return f"{text} {self.interval(scaled, places, sign=sign)}".strip()

    def interval(self, found: Estimate, places: int, *, sign: bool = True) -> str:
        """Return ``[low; high]``; nothing where there is none."""
        if found.low is None or found.high is None:
            return ""
        return f"[{self.number(found.low, places, sign=sign)}; {self.number(found.high, places, sign=sign)}]"

    def month(self, number: int, *, whole: bool = False) -> str:
        """Return a month number as ``Oct 2018``, or as `whole` ``October 2018``."""
        names = words(self.language)["format.whole_months" if whole else "format.months"]
        return f"{names.split()[number % 12]} {number // 12}"


@cache
def tongue(language: str) -> Tongue:
    """Return the speaker of a language."""
    return Tongue(language)
