"""How much each assumption moves the headline: the recorded answer of a screening (screening.py), and its file.

Every draw sets all assumptions at once. The influence of one is the rank correlation of its values with the headline
under no new policy, and with what one package changes in it. It ranks; it is no share of a variance (sensitivity.py
computes these for a study), and a number that works both ways about its middle can hide.
"""

import json
import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

FILE: Final = Path(__file__).parent / "data" / "influence.toml"
COMMAND: Final = "python -m tools.influence"
CHANCE: Final = 1.96  # standard errors of a correlation without any relation


@dataclass(frozen=True)
class Screened:
    """Rank correlations of one parameter, by territory: with the headline, and with what the package changes in it."""

    name: str
    level: tuple[float, ...]
    change: tuple[float, ...]

    @property
    def size(self) -> float:
        """The greater of the two, each the root mean square over the territories: 0 to 1."""
        return max(_rms(self.level), _rms(self.change))


@dataclass(frozen=True)
class Screening:
    """The influence of every assumption, and how it was computed."""

    computed: str  # a date
    approdo: str
    model: str  # hash of the rules
    territories: tuple[str, ...]
    package: str
    outcome: str
    months: int
    draws: int
    seed: int
    influences: tuple[Screened, ...]

    @cached_property
    def by_name(self) -> Mapping[str, Screened]:
        """The influences by the name of their parameter."""
        return {each.name: each for each in self.influences}

    @property
    def chance(self) -> float:
        """The size below which 95 of 100 parameters without any influence fall in one territory."""
        return CHANCE / math.sqrt(self.draws - 1)

    def size(self, name: str) -> float | None:
        """Return the influence of a parameter; None for one that was not screened."""
        found = self.by_name.get(name)
        return None if found is None else found.size

    def text(self, model: str) -> str:
        """Return what the numbers are and when they were computed; `model` is the hash of the present rules."""
        said = (
            f"Ordered by influence: the greater of two rank correlations, with {self.outcome} under no new policy and "
            f"with what the package {self.package} changes in it,\nover {self.draws} draws of all assumptions at once "
            f"in {' and '.join(self.territories)} ({self.months} months); below about {self.chance:.2f} it is chance. "
            f"Computed {self.computed} (approdo {self.approdo})."
        )
        if model != self.model:
            said += f"\nThe rules or their numbers have changed since: take the order as a hint, or run {COMMAND}."
        return said

    def document(self, model: str) -> dict[str, Any]:
        """Return how it was computed, ready for JSON; `model` as in `text`."""
        return {
            "computed": self.computed,
            "approdo": self.approdo,
            "model": self.model,
            "model_is_present": model == self.model,
            "territories": list(self.territories),
            "package": self.package,
            "outcome": self.outcome,
            "months": self.months,
            "draws": self.draws,
            "seed": self.seed,
            "chance": self.chance,
        }


def _rms(values: Sequence[float]) -> float:
    return math.sqrt(math.fsum(value * value for value in values) / len(values)) if values else 0.0


def read_screening(path: Path = FILE) -> Screening | None:
    """Return the recorded screening; None if there is none."""
    if not path.exists():
        return None
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    places = tuple(table.pop("territories"))
    rows = table.pop("influence")
    del table["format"]
    size = len(places)
    influences = (Screened(name, tuple(both[:size]), tuple(both[size:])) for name, both in rows.items())
    return Screening(**table, territories=places, influences=tuple(influences))


def write_screening(screening: Screening, path: Path = FILE) -> None:
    """Write the file of the screening, the most influential first."""
    lines = [f"# How much each assumption moves the headline, when last screened: {COMMAND}", "format = 1"]
    for name in ("computed", "approdo", "model", "package", "outcome"):
        lines.append(f'{name} = "{getattr(screening, name)}"')
    lines += [f"{name} = {getattr(screening, name)}" for name in ("months", "draws", "seed")]
    lines.append(f"territories = {json.dumps(list(screening.territories))}")
    lines += ["", "[influence]  # rank correlations: the headline in each territory, then the package's change in it"]
    for each in sorted(screening.influences, key=lambda each: (-each.size, each.name)):
        numbers = ", ".join(f"{value:.3f}" for value in (*each.level, *each.change))
        lines.append(f'"{each.name}" = [{numbers}]')
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
