"""The supports that guidelines try, as packages for one profile in one territory; doses: `supports.toml`."""

import math
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from approdo.experiments.package import Package
from approdo.model.levers import LEVERS, Lever, read_lever
from approdo.model.territory import Territory

from .profile import Profile

FILE: Final = Path(__file__).with_name("supports.toml")
YEAR: Final = 12
REACHED_UNTIL: Final = 12  # months after the exit; assumption, as in the package inside-aut
NOTICE: Final = "doses are assumptions"


@cache
def supports_file() -> Mapping[str, Any]:
    """Return the file as it stands."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Supports:
    """Levers sized for the people of a profile who leave reception in a year, `people` of them."""

    profile: Profile
    people: int

    @property
    def kinds(self) -> tuple[str, ...]:
        """The supports whose order is asked for, the plan first."""
        return (str(supports_file()["plan"]["kind"]), *(str(each["kind"]) for each in supports_file()["support"]))

    @property
    def starts(self) -> tuple[int, ...]:
        """Months before the exit at which the plan is tried to begin."""
        return tuple(supports_file()["grids"]["pre_exit_months"])

    @property
    def caseloads(self) -> tuple[int, ...]:
        """People for each tutor that are tried, the fewest first."""
        return tuple(supports_file()["grids"]["caseload"])

    def plan(self, *, before: int | None = None, caseload: int | None = None) -> Package:
        """Return the plan with a tutor; `before`: it and the search begin so many months before the exit."""
        table = dict(supports_file()["plan"])
        table |= {"caseload": caseload} if caseload is not None else {}
        table |= {"pre_exit_months": before} if before is not None else {}
        levers = [self._lever({**table, "tutors": self.people / table["caseload"]})]
        if before:
            dose = {"places": self.people, "pre_exit_months": before, "support_months": before}
            levers.append(self._lever({**supports_file()["preparation"], **dose}))
        name = f"plan-{'' if before is None else before}-{'' if caseload is None else caseload}"
        return Package(name, name, levers=tuple(levers), notice=NOTICE)

    def together(self, kinds: Iterable[str]) -> Package:
        """Return several supports as one package."""
        chosen = tuple(kinds)
        name = "+".join(chosen)
        return Package(name, name, levers=tuple(self._support(kind) for kind in chosen), notice=NOTICE)

    def _support(self, kind: str) -> Lever:
        if kind == supports_file()["plan"]["kind"]:
            return self.plan().levers[0]
        found = next(each for each in supports_file()["support"] if each["kind"] == kind)
        fields = LEVERS[kind].fields
        doses: dict[str, float] = {}
        for name, amount in found["per_person"].items():
            number = amount * self.people
            doses[name] = max(1, math.ceil(number)) if fields[name].type == "int" else number
        return self._lever({**{name: value for name, value in found.items() if name != "per_person"}, **doses})

    def _lever(self, table: Mapping[str, Any]) -> Lever:
        kind = LEVERS[table["kind"]]
        bounded = {name: min(value, _most(kind, name)) for name, value in table.items() if name in kind.fields}
        who = {"months_since_exit_max": REACHED_UNTIL, **self.profile.eligibility()}
        return read_lever({**table, **bounded, "eligibility": who})


def _most(kind: Any, name: str) -> Any:
    high = kind.fields[name].high
    return math.inf if high is None else int(high) if kind.fields[name].type == "int" else high


def supports_for(territory: Territory, profile: Profile) -> Supports:
    """Return the supports sized for a profile in a territory: its leavers of a year, at least one."""
    leavers = territory.figures["leavers_per_month"].value * YEAR * profile.share(territory)
    return Supports(profile, max(1, math.ceil(leavers)))
