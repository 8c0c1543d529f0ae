"""What each empirical pattern and hypothesis says in numbers, and the worlds of one pair in which it is tried.

Every pattern is a quantity ``above / below``; it holds in a pair where that is greater than `limit`. Not a number means
that the pair cannot tell.
"""

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from approdo.model import monthly
from approdo.model.codes import Housing
from approdo.model.engine import begin, live, open_arm
from approdo.model.levers import Lever, read_lever
from approdo.model.outcomes import STABLE, STRICT
from approdo.model.parameters import Parameters, load_parameters
from approdo.model.programme import compile_programme
from approdo.model.territory import Territory
from approdo.model.world import World

from .parameter_draws import prior_draw
from .seeds import run_seed

MONTHS: Final = 36
PROJECT: Final = 18  # months of the time-limited project of H5
TAIL: Final = 6  # months that are compared at its end and at the end of the run
RISE: Final = 0.10  # of rents, E1

# Doses are illustrative and the same in every territory; each is large enough to show above the luck of a pair.
ARMS: Final[Mapping[str, tuple[dict[str, Any], ...]]] = MappingProxyType(
    {
        "none": (),
        "keep": ({"kind": "eviction_prevention", "places": 60, "payment": 2000, "take_up": 1.0},),
        "subsidy": ({"kind": "rent_subsidy", "places": 60, "support_months": 36, "take_up": 1.0},),
        "supply": (
            {"kind": "renovation", "dwellings": 30},
            {"kind": "social_agency", "dwellings": 40},
        ),
        "jobs": (
            {"kind": "internships", "places": 40, "take_up": 1.0},
            {"kind": "orientation_training", "places": 40, "take_up": 1.0},
        ),
        "project": (
            {"kind": "tutoring", "tutors": 3, "caseload": 20, "months": PROJECT, "at_end": "stop"},
            {"kind": "rent_subsidy", "places": 40, "months": PROJECT, "at_end": "stop"},
        ),
    }
)


@dataclass(frozen=True)
class Pattern:
    """One pattern. `of` names what a ratio of means divides by; empty: the mean of the pairs' own quotients."""

    id: str
    says: str
    holds_when: str
    unit: str
    limit: float = 0.0
    of: str = ""
    band: tuple[float, float] | None = None
    source: str = ""


PATTERNS: Final = (
    Pattern(
        "E1",
        "higher rents mean more homelessness",
        "10 % more on every rent raises the months in street, shelter and time-limited places",
        "relative change for 10 % more rent",
        of="the homeless months",
        band=(0.05, 0.15),
        source="GAO-20-433 (2020): 100 USD more median rent goes with 9 % more homelessness in US communities; about a "
        "tenth of the median rent there. The band is ours.",
    ),
    Pattern(
        "E2",
        "most homelessness after reception is hidden",
        "hosted and informal are more than half of EL1-6 in person-months",
        "share of EL1-6",
        limit=0.5,
        of="the homeless months",
        band=(0.5, 1.0),
        source="ISMU-NIEM 2021: 21.5 % of holders outside reception are hosted and 1.9 % in informal settlements",
    ),
    Pattern(
        "H1",
        "keeping people housed lowers homeless months by more than its share of tenancies saved",
        "relative fall of the homeless months minus tenancies saved over all tenancies is above 0",
        "share",
    ),
    Pattern(
        "H2",
        "a rent subsidy works mainly by preventing entry",
        "more of the fall of the steady homeless share comes from fewer entries than from more exits",
        "of the fall, entry minus exit",
        of="the falls of the steady homeless share",
    ),
    Pattern(
        "H3a",
        "supply displaces less than demand-side help",
        "others' months of search per homeless month averted: subsidy minus supply is above 0",
        "months per month averted",
    ),
    Pattern(
        "H3b",
        "rents rise with demand-side help",
        "the rent index of the last year is higher with the subsidy than without",
        "index points (1 = the data month)",
    ),
    Pattern(
        "H4",
        "better jobs alone can widen gaps",
        "homeless months: the less ready half (language at the start) minus the other half grows",
        "months per person",
    ),
    Pattern(
        "H5",
        "part of a project's effect fades when it ends",
        f"the fall of homelessness in months {MONTHS - TAIL + 1}-{MONTHS} is smaller than in the project's last {TAIL}",
        "share of the effect that is gone",
        of="the effects during the project",
    ),
)


def arms() -> dict[str, tuple[Lever, ...]]:
    """Return the arms' levers."""
    return {name: tuple(read_lever(dict(table)) for table in tables) for name, tables in ARMS.items()}


def run_pair(common: tuple[Territory, int], number: int) -> list[tuple[float, float]]:
    """Return (above, below) of every pattern in one pair of a seed and a draw of the priors."""
    territory, seed = common
    parameters, luck = prior_draw(load_parameters(), seed, number), run_seed(seed, number)
    start = territory.data_month
    world = begin(territory, parameters, start, MONTHS, luck)
    lived = {name: _live(world, levers, parameters, start) for name, levers in arms().items()}
    dearer = begin(_dearer(territory), parameters, start, MONTHS, luck)
    other = _live(dearer, (), parameters, start)
    ready = world.people.language.copy()
    none = lived["none"]
    return [
        _rents(none, other),
        _hidden(none),
        _keeping(none, lived["keep"]),
        _entry_or_exit(none, lived["subsidy"]),
        _displacement(none, lived["subsidy"], lived["supply"]),
        (_index(lived["subsidy"]) - _index(none), 1.0),
        _gap(none, lived["jobs"], ready),
        _fading(none, lived["project"]),
    ]


def _live(world: World, levers: tuple[Lever, ...], parameters: Parameters, start: int) -> World:
    programme = compile_programme(levers, parameters, start, MONTHS)
    return live(open_arm(world, programme, MONTHS), programme, parameters, MONTHS)


def _dearer(territory: Territory) -> Territory:
    figures = dict(territory.figures)
    asked = figures["ask_ratio"]
    figures["ask_ratio"] = dataclasses.replace(asked, value=asked.value * (1.0 + RISE))
    return dataclasses.replace(
        territory, figures=MappingProxyType(figures), digest=f"{territory.digest} rents x {1.0 + RISE}"
    )


def _sum(world: World, column: int, first: int = 0, last: int = MONTHS) -> float:
    return math.fsum(world.record.series[first:last, column].tolist())


def _rents(base: World, dearer: World) -> tuple[float, float]:
    months = _sum(base, monthly.CORE)
    return _sum(dearer, monthly.CORE) - months, months or math.nan


def _hidden(base: World) -> tuple[float, float]:
    return _sum(base, monthly.EL5) + _sum(base, monthly.EL6), _sum(base, monthly.BROAD) or math.nan


def _keeping(base: World, policy: World) -> tuple[float, float]:
    homeless = _sum(base, monthly.BROAD)
    tenancies = float(STABLE[base.record.housing[0]].sum()) + _sum(base, monthly.HOUSED, 1)
    saved = _sum(base, monthly.EVICTED) - _sum(policy, monthly.EVICTED)
    if homeless == 0.0 or saved <= 0.0:
        return math.nan, 1.0
    return (homeless - _sum(policy, monthly.BROAD)) / homeless - saved / tenancies, 1.0


def hazards(housing: NDArray[np.int8]) -> tuple[float, float]:
    """Return the monthly chances to become homeless (out of reception or leaving it) and to find a way out."""
    before, after = housing[:-1], housing[1:]
    there = (before != Housing.EXPECTED) & (after != Housing.DEPARTED) & (before != Housing.DEPARTED)
    homeless = STRICT[before]
    waits = (before == Housing.RECEPTION) & (after == Housing.RECEPTION)
    at_risk, inside = there & ~homeless & ~waits, there & homeless
    if not at_risk.any() or not inside.any():
        return math.nan, math.nan
    entry = float((at_risk & STRICT[after]).sum()) / float(at_risk.sum())
    leaving = float((inside & ~STRICT[after]).sum()) / float(inside.sum())
    return entry, leaving


def split_of_fall(base: tuple[float, float], policy: tuple[float, float]) -> tuple[float, float]:
    """Return how much entry and how much exit contribute to the change of the steady homeless share (Shapley)."""

    def share(entry: float, leaving: float) -> float:
        return entry / (entry + leaving) if entry + leaving > 0.0 else math.nan

    (e0, x0), (e1, x1) = base, policy
    entry = (share(e1, x0) - share(e0, x0) + share(e1, x1) - share(e0, x1)) / 2.0
    leaving = (share(e0, x1) - share(e0, x0) + share(e1, x1) - share(e1, x0)) / 2.0
    return entry, leaving


def _entry_or_exit(base: World, policy: World) -> tuple[float, float]:
    entry, leaving = split_of_fall(hazards(base.record.housing), hazards(policy.record.housing))
    fall = -(entry + leaving)
    return (leaving - entry, fall) if fall > 0.0 else (math.nan, 1.0)


def _displacement(base: World, demand: World, supply: World) -> tuple[float, float]:
    shares = []
    for policy in (demand, supply):
        averted = _sum(base, monthly.BROAD) - _sum(policy, monthly.BROAD)
        others = _sum(policy, monthly.OTHERS_SEARCHING) - _sum(base, monthly.OTHERS_SEARCHING)
        shares.append(others / averted if averted > 0.0 else math.nan)
    return shares[0] - shares[1], 1.0


def _index(world: World) -> float:
    return _sum(world, monthly.RENT_INDEX, MONTHS - 12) / 12.0


def _gap(base: World, policy: World, ready: NDArray[np.float64]) -> tuple[float, float]:
    due = base.people.exit_due
    leavers = (due >= 0) & (due < MONTHS - 12)
    if not leavers.any():
        return math.nan, 1.0
    less = leavers & (ready < np.median(ready[leavers]))
    more = leavers & ~less
    if not less.any() or not more.any():
        return math.nan, 1.0

    def gap(world: World) -> float:
        months = STRICT[world.record.housing].sum(axis=0)
        return float(months[less].mean()) - float(months[more].mean())

    widened = gap(policy) - gap(base)
    return (widened, 1.0) if widened != 0.0 else (math.nan, 1.0)


def _fading(base: World, policy: World) -> tuple[float, float]:
    def fall(first: int, last: int) -> float:
        return _sum(base, monthly.BROAD, first, last) - _sum(policy, monthly.BROAD, first, last)

    during, later = fall(PROJECT - TAIL, PROJECT), fall(MONTHS - TAIL, MONTHS)
    return (during - later, during) if during > 0.0 else (math.nan, 1.0)
