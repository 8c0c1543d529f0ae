"""Published shares as data: which people of a simulated world would stand behind each, and what share they would give.

A share is of the people whom the pilot served (`group=comparison`: of leavers whom it did not serve), of those who are
out of reception and in the territory, and of whom the month was written down. As many of them are asked as stand behind
the published share: that is where its chance error comes from, and shares of the same people err together. Where a
world has fewer, all of them are asked, and the simulated share errs more than the published one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from approdo.experiments.seeds import run_seed
from approdo.model.calendar import month_text
from approdo.model.codes import Housing
from approdo.model.errors import BadInput

from .cohort import NEVER, Cohort
from .lives import Array
from .observe import Flags
from .pilot.aggregate import ALL, Share, indicator_mask
from .pilot.counts import GROUPS
from .pilot.months import code_of
from .pilot.observing import Observing, observed
from .pilot.spells import UNKNOWN
from .priors import Floats, Priors
from .summaries import Statistics
from .worlds import Worlds

COMPARISON: Final = "group=comparison"
PARTICIPANTS: Final = (ALL, "group=participant")
BLOCKS: Final = {"housing": "home", "work": "work"}  # of statistics
ELSEWHERE: Final = (Housing.EXPECTED, Housing.RECEPTION, Housing.PROLONGED_RECEPTION, Housing.DEPARTED)
RECENT: Final = 12  # months before the pilot: nobody who left reception earlier is a comparison
REPORT: Final = 9  # the luck of who is asked


@dataclass(frozen=True, eq=False)
class Shares:
    """What each run would have published, ``[runs, rows]``; not a number where nobody could have been asked."""

    values: Floats

    def __getitem__(self, runs: slice, /) -> "Shares":
        return Shares(self.values[runs])


@dataclass(frozen=True, eq=False)
class Published:
    """Published shares as the data of a fit."""

    rows: tuple[Share, ...]

    @property
    def has_comparison(self) -> bool:
        """Return whether there are shares both of served people and of others."""
        apart = [row.group == COMPARISON for row in self.rows]
        return any(apart) and not all(apart)

    @property
    def names(self) -> tuple[str, ...]:
        """The statistic of each row."""
        return tuple(f"{BLOCKS[indicator_mask(row.indicator)[0]]}/{told(row)}" for row in self.rows)

    def statistics(self) -> Statistics:
        """Return the shares, one row."""
        return Statistics(self.names, np.array([[row.value for row in self.rows]]))

    def recorded(self, lives: Shares, priors: Priors, unit: Floats, rng: np.random.Generator) -> Statistics:
        """Return the shares of each run: they were recorded when the world was lived."""
        return Statistics(self.names, lives.values)


@dataclass(frozen=True, eq=False)
class ShareSimulator:
    """The shares that would have been published of the worlds of a draw."""

    rows: tuple[Share, ...]
    worlds: Worlds

    @property
    def priors(self) -> Priors:
        """Return the free numbers."""
        return self.worlds.priors

    @property
    def sites(self) -> int:
        """Return how many territories there are."""
        return len(self.worlds.territories)

    @property
    def key(self) -> str:
        """Return what decides the shares: the design of the report, not what it says."""
        asked = [(row.indicator, row.territory, row.month, row.since_exit, row.group, row.n) for row in self.rows]
        return self.worlds.digest(asked)

    def empty(self, runs: int) -> dict[str, Array]:
        """Return room for the shares of some runs."""
        return {"shares": np.zeros((runs, len(self.rows)))}

    def lives(self, parts: Mapping[str, Array]) -> Shares:
        """Return the shares of runs that were kept."""
        return Shares(parts["shares"])

    def live(self, unit: Floats, normal: Floats, seed: int) -> tuple[Floats]:
        """Return the shares ``[rows]`` of one draw."""
        values = self.priors.values(unit[None])[0]
        how = {
            row.name.removeprefix("record."): float(value)
            for row, value in zip(self.priors.rows, values, strict=True)
            if row.name.startswith("record.")
        }
        rng = np.random.default_rng(run_seed(seed, 0, point=REPORT))
        # a report leaves out months that nobody wrote down: gaps change who is asked, not what they say
        people = [seen(cohort, Observing(**how, gap=0.0), rng) for cohort in self.worlds.live(unit, normal, seed)]
        ids = [place.id for place in self.worlds.territories]
        shares = [
            share_of(row, [each for place, each in zip(ids, people, strict=True) if row.territory in (place, ALL)],
                     self.worlds.start)
            for row in self.rows
        ]  # fmt: skip
        return (np.array(shares),)


@dataclass(frozen=True, eq=False)
class Seen:
    """Everybody in a world whom a report could be about: months as they were written down, and who they are.

    months: "housing" and "work", ``[people, months]`` of the model's codes, -1 unknown; left: column of the exit from
    reception, or NEVER; served: whether the pilot served them; place: a number in [0, 1) each, by which they are asked.
    """

    months: Mapping[str, NDArray[np.int8]]
    left: NDArray[np.int64]
    served: Flags
    groups: Mapping[str, NDArray[np.int8]]
    place: Floats


def seen(cohort: Cohort, how: Observing, rng: np.random.Generator) -> Seen:
    """Return the people of a world as a pilot would have followed them."""
    months = cohort.housing.shape[1]
    served = cohort.enrolled < NEVER
    others = ~served & cohort.holder & (cohort.left >= -RECENT) & (cohort.left < months)
    rows = np.flatnonzero(served | others)
    first = np.where(served[rows], cohort.enrolled[rows], np.maximum(cohort.left[rows], 0)).astype(np.int16)
    last = np.full(rows.size, months - 1, np.int16)
    housing, work, _ = observed(cohort.housing[rows], cohort.work[rows], first, last, how, rng)
    elsewhere = np.isin(housing, ELSEWHERE)
    housing, work = (np.where(elsewhere, UNKNOWN, states).astype(np.int8) for states in (housing, work))
    groups = {name: getattr(cohort, column)[rows] for name, (column, _, _) in GROUPS.items()}
    left = cohort.left[rows].astype(np.int64)
    return Seen({"housing": housing, "work": work}, left, served[rows], groups, rng.random(rows.size))


def share_of(row: Share, people: Sequence[Seen], start: int) -> float:
    """Return the share that would have been published.

    Where a world has nobody of the group, the people of the same arm are asked; where it has nobody of the arm, all.

    Args:
        row: which share.
        people: of the territories it is about.
        start: month number of column 0.
    """
    of, counted = indicator_mask(row.indicator)
    states = np.concatenate([_states(row, each, each.months[of], start) for each in people])
    served = np.concatenate([each.served for each in people])
    arm = ~served if row.group == COMPARISON else served
    known = states != UNKNOWN
    for pool in (known & arm & _members(row.group, people), known & arm, known):
        if pool.any():
            place = np.concatenate([each.place for each in people])[pool]
            asked = np.argsort(place, kind="stable")[: row.n]
            return float(counted[states[pool][asked]].mean())
    return float("nan")


def _states(row: Share, people: Seen, months: NDArray[np.int8], start: int) -> NDArray[np.int8]:
    """Return everybody's state in the month of a share, UNKNOWN where there is none."""
    if row.month is not None:
        return months[:, row.month - start]
    column = np.where(people.left < NEVER, people.left + (row.since_exit or 0), -1)
    inside = (column >= 0) & (column < months.shape[1])
    states = months[np.arange(len(months)), np.where(inside, column, 0)]
    return np.where(inside, states, UNKNOWN).astype(np.int8)


def _members(group: str, people: Sequence[Seen]) -> Flags:
    name = group.partition("=")[0]
    if name not in GROUPS:  # everybody of an arm
        return np.ones(sum(each.served.size for each in people), np.bool_)
    return np.concatenate([each.groups[name] == member_of(group) for each in people])


def member_of(group: str) -> int:
    """Return the model's code of such as "sex=female", UNKNOWN where the model has no such people."""
    name, _, code = group.partition("=")
    if name not in GROUPS:
        return UNKNOWN
    _, kind, codes = GROUPS[name]
    return code_of(codes, code, kind)


def told(row: Share) -> str:
    """Return a share in words: what, where, when, of whom."""
    return f"{row.indicator}, {row.territory}, {when(row)}, {row.group}"


def when(row: Share) -> str:
    """Return when a share was taken, in words."""
    return month_text(row.month) if row.month is not None else f"{row.since_exit} months after the exit"


def chosen(rows: Sequence[Share], territories: Sequence[str]) -> tuple[list[Share], list[Share], list[str]]:
    """Return the shares that can be fitted, those of groups that the model does not tell apart, and the territories.

    Args:
        rows: of the data.
        territories: those to use; none: all that are named.

    Raises:
        BadInput: a territory without data, or nobody said which territories the shares of "all" are of.
    """
    named = list(dict.fromkeys(row.territory for row in rows if row.territory != ALL))
    overall = any(row.territory == ALL for row in rows)
    if overall and not territories:
        raise BadInput(
            "there are shares of all territories together (an empty cell): which are they? Name each: --territory NAME"
        )
    missing = [name for name in territories if not overall and name not in named]
    if missing:
        raise BadInput(f"territory {', '.join(missing)}: the data have none of it, but {', '.join(named)}.")
    mine = [row for row in rows if not territories or row.territory in (ALL, *territories)]
    good = [row for row in mine if row.group in (*PARTICIPANTS, COMPARISON) or member_of(row.group) != UNKNOWN]
    return good, [row for row in mine if row not in good], list(territories) or named
