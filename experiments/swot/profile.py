"""The profile of a territory: each line against its peers, by rule."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np

from approdo.experiments.together import is_thin
from approdo.model.territory import Territory

from .lines import HIGH, INTERNAL, Line, Value, lines, packages, rules
from .peers import Peers

STRENGTH: Final = "strength"
WEAKNESS: Final = "weakness"
OPPORTUNITY: Final = "opportunity"
THREAT: Final = "threat"
MIDDLE: Final = "middle"
UNKNOWN: Final = "not_known"
ALONE: Final = "no_comparison"
KINDS: Final = (STRENGTH, WEAKNESS, OPPORTUNITY, THREAT)


@dataclass(frozen=True)
class Place:
    """A line in a territory: its value, that of the peers, and what follows.

    `region` and `neighbours` are medians; `low` and `high` the quartiles of the peers with a known value, `known` of
    them; `rank` of `ranked` among all territories that are not thin, 1 the best. `sure`: the whole range of the value
    lies beyond the quartile, not only its middle.
    """

    line: Line
    value: Value
    verdict: str
    sure: bool = False
    region: float | None = None
    neighbours: float | None = None
    low: float | None = None
    high: float | None = None
    known: int = 0
    rank: int | None = None
    ranked: int = 0


@dataclass(frozen=True)
class Pair:
    """A strength or weakness, the opportunities or threats that one lever answers together with it, and that lever."""

    internal: Place
    externals: tuple[Place, ...]
    lever: str

    @property
    def package(self) -> str:
        """The package to try."""
        return packages()[self.lever]


@dataclass(frozen=True, eq=False)
class Profile:
    """A territory's lines, its peers, and what to try."""

    territory: Territory
    peers: Peers
    places: tuple[Place, ...]

    @property
    def thin(self) -> bool:
        """Tell whether the territory is out of every comparison."""
        return is_thin(self.territory)

    def of(self, verdict: str) -> tuple[Place, ...]:
        """Return the lines of a verdict."""
        return tuple(each for each in self.places if each.verdict == verdict)

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """Every strength or weakness with the opportunities and threats that a lever answers together with it."""
        return tuple(self._pairs())

    @property
    def unpaired(self) -> tuple[Place, ...]:
        """Strengths and weaknesses that no lever links to an opportunity or a threat."""
        paired = {pair.internal.line.id for pair in self.pairs}
        return tuple(each for each in (*self.of(WEAKNESS), *self.of(STRENGTH)) if each.line.id not in paired)

    def _pairs(self) -> Iterator[Pair]:
        for internal in (*self.of(WEAKNESS), *self.of(STRENGTH)):
            by_lever: dict[str, list[Place]] = {}
            for external in (*self.of(OPPORTUNITY), *self.of(THREAT)):
                wanted = _levers(external)
                both = [lever for lever in _levers(internal) if lever in wanted]
                if both:
                    # the external side's first choice: what the market asks for
                    by_lever.setdefault(min(both, key=wanted.index), []).append(external)
            for lever, externals in by_lever.items():
                yield Pair(internal, tuple(externals), lever)


def profile(
    territory: Territory,
    peers: Peers,
    table: Mapping[str, Mapping[str, Value]],
    own: Sequence[Place] = (),
) -> Profile:
    """Return the profile of a territory.

    Args:
        territory: the territory.
        peers: whom it is compared with.
        table: the values by territory and line, of this territory and of all that it may be compared with.
        own: lines that are judged by other rules, such as those of a self-assessment.
    """
    return Profile(territory, peers, (*(_place(line, territory, peers, table) for line in lines()), *own))


def _place(line: Line, territory: Territory, peers: Peers, table: Mapping[str, Mapping[str, Value]]) -> Place:
    value = Value(None, why=line.unknown) if line.unknown else table[territory.id][line.id]
    if value.value is None:
        return Place(line, value, UNKNOWN)

    def known(names: tuple[str, ...]) -> list[float]:
        found = (table[name][line.id].value for name in names if name in table)
        return [each for each in found if each is not None]

    others = known(peers.all)
    rank, ranked = (None, 0) if is_thin(territory) else _rank(line, territory.id, table)
    found = Place(
        line,
        value,
        ALONE,
        region=_median(known(peers.region)),
        neighbours=_median(known(tuple(each.territory for each in peers.neighbours))),
        known=len(others),
        rank=rank,
        ranked=ranked,
    )
    if len(others) < rules().fewest_peers:
        return found
    low, high = (float(each) for each in np.quantile(others, (0.25, 0.75)))
    verdict, sure = judge(line, value, low, high)
    return replace(found, verdict=verdict, sure=sure, low=low, high=high)


def _median(values: Sequence[float]) -> float | None:
    return float(np.median(values)) if values else None


def judge(line: Line, value: Value, low: float, high: float) -> tuple[str, bool]:
    """Return the verdict on a value against the quartiles of its peers, and whether its whole range bears it out.

    A simulated value is beyond a quartile only with its whole interval: the rest may be chance.
    """
    assert value.value is not None and value.low is not None and value.high is not None  # noqa: S101 - known values only
    above, below = value.value > high, value.value < low
    sure = (above and value.low > high) or (below and value.high < low)
    if not (above or below) or (line.simulated and not sure):
        return MIDDLE, False
    good = above == (line.better == HIGH)
    if line.side == INTERNAL:
        return (STRENGTH if good else WEAKNESS), sure
    return (OPPORTUNITY if good else THREAT), sure


def _rank(line: Line, name: str, table: Mapping[str, Mapping[str, Value]]) -> tuple[int | None, int]:
    """Return the rank among all territories with a known value, 1 for the best; equals share the better one."""
    values = {other: found[line.id].value for other, found in table.items() if line.id in found}
    known = {other: value for other, value in values.items() if value is not None}
    own = known[name]
    ahead = sum(value > own if line.better == HIGH else value < own for value in known.values())
    return ahead + 1, len(known)


def _levers(place: Place) -> tuple[str, ...]:
    good = place.verdict in (STRENGTH, OPPORTUNITY)
    return place.line.with_good if good else place.line.with_bad
