"""Statistics of a cohort's recorded months: the same for data and simulations, per site and pooled.

A statistic is not a number where the record gives nothing to compute it from (no month of a window was written down);
it is then dropped and everything is fitted again on the same runs. A count of nobody among known people is a number.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .observe import GROUPS, NO_HOME, Flags, Home, Job, Months, Plan
from .priors import Floats

WINDOWS: Final = 4  # equal parts of the observed months
HALVES: Final = 2
LEAST: Final = 3  # people in a group for it to be told apart
BY_SITE: Final = ("finding a home", "losing a home", "finding work")  # moves that are counted in each site too

Block = tuple[str, NDArray[np.float32]]


@dataclass(frozen=True, eq=False)
class Statistics:
    """Named statistics ``[runs, p]``; a name is ``block/what``."""

    names: tuple[str, ...]
    values: Floats

    @property
    def blocks(self) -> NDArray[np.str_]:
        """The block of each statistic."""
        return np.array([name.partition("/")[0] for name in self.names])

    def only(self, wanted: Flags) -> "Statistics":
        """Return some of the statistics."""
        return Statistics(
            tuple(name for name, keep in zip(self.names, wanted, strict=True) if keep), self.values[:, wanted]
        )


@dataclass(frozen=True, eq=False)
class _Sets:
    """Sets of people that statistics are taken over: ``member[people, sets]``."""

    names: tuple[str, ...]
    member: NDArray[np.float32]


def _arms(plan: Plan) -> _Sets:
    if not plan.has_comparison:
        return _Sets(("all",), np.ones((plan.people, 1), np.float32))
    both = np.stack([plan.participant, ~plan.participant], axis=1)
    return _Sets(("supported", "comparison"), both.astype(np.float32))


def _sites(plan: Plan) -> _Sets:
    member = plan.site[:, None] == np.arange(len(plan.sites))
    return _Sets(plan.sites, member.astype(np.float32))


def _groups(plan: Plan) -> _Sets:
    names, columns = [], []
    for name, codes in plan.groups.items():
        found = [code for code in GROUPS[name] if (codes == code).sum() >= LEAST]
        if len(found) < 2:
            continue
        for code in found:
            names.append(f"{name} {code.name.lower()}")
            columns.append(codes == code)
    member = np.stack(columns, axis=1) if columns else np.zeros((plan.people, 0))
    return _Sets(tuple(names), member.astype(np.float32))


def windows(months: int, parts: int) -> NDArray[np.float32]:
    """Return which month lies in which of `parts` equal windows (fewer when there are fewer months), 1 or 0."""
    parts = min(parts, months)
    window = np.arange(months) * parts // months
    found: NDArray[np.float32] = (window[:, None] == np.arange(parts)).astype(np.float32)
    return found


def _counts(flags: Flags, inside: NDArray[np.float32], sets: _Sets) -> NDArray[np.float32]:
    """Return how many person-months are true, ``[runs, windows, sets]``; whole numbers, so exact in any order."""
    months = inside[: flags.shape[2]]
    found: NDArray[np.float32] = np.swapaxes(sets.member.T @ flags.astype(np.float32) @ months, 1, 2)
    return found


def _rate(events: NDArray[np.float32], exposed: NDArray[np.float32], known: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the log of a smoothed monthly rate; not a number where nothing was known."""
    rate = np.log((events + 0.5) / (exposed + 5.0))
    return np.where(known > 0, rate, np.float32(np.nan))


def _share(count: NDArray[np.float32], known: NDArray[np.float32]) -> NDArray[np.float32]:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(known > 0, count / known, np.float32(np.nan))


def _change(
    events: NDArray[np.float32], exposed: NDArray[np.float32], known: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return how far the second half's events lie from what the two halves' common rate gives, in standard deviations.

    Its luck is the same size whatever the rate, so that a break half way stands out. Not a number where nothing was
    known in one of the halves.
    """
    late, total = events[:, -1, 0], events.sum(axis=1)[:, 0]
    part = exposed[:, -1, 0] / np.maximum(exposed.sum(axis=1)[:, 0], 1.0)
    away = (late - total * part) / np.sqrt(total * part * (1 - part) + np.float32(0.25))
    both = known.min(axis=1)[:, 0] > 0
    return np.where(both, away, np.float32(np.nan))


def _named(block: str, what: str, values: NDArray[np.float32], sets: _Sets) -> Iterator[Block]:
    for window in range(values.shape[1]):
        when = f", part {window + 1}" if values.shape[1] > 1 else ""
        for column, who in enumerate(sets.names):
            yield f"{block}/{what}, {who}{when}", values[:, window, column]


def statistics(plan: Plan, months: Months) -> Statistics:
    """Return every statistic of each cohort."""
    seen = _Seen(plan, months)
    found = [*_shares(seen), *_moves(seen), *_levels(seen), *_spells(seen)]
    found += _between(found, plan)
    return Statistics(tuple(name for name, _ in found), np.stack([values for _, values in found], axis=1).astype(float))


class _Seen:
    """What statistics read of the cohorts' months ``[runs, people, months]``, and the sets of people they are about."""

    def __init__(self, plan: Plan, months: Months) -> None:
        self.plan, self.home, self.job = plan, months.home, months.job
        self.arms, self.sites, self.groups = _arms(plan), _sites(plan), _groups(plan)
        self.everybody = _Sets(("all",), np.ones((plan.people, 1), np.float32))
        self.quarters, self.halves, self.whole = (windows(plan.months, parts) for parts in (WINDOWS, HALVES, 1))
        self.known, self.works = months.home > 0, months.job > 0
        self.none = np.isin(months.home, NO_HOME)
        self.housed = (months.home == Home.SHARED) | (months.home == Home.OWN)
        self.paid = months.job >= Job.UNDECLARED


def _shares(seen: _Seen) -> Iterator[Block]:
    """Yield shares of known months by state and part of the observation, and what is known at all."""
    arms, quarters = seen.arms, seen.quarters
    total = _counts(seen.known, quarters, arms)
    for state in list(Home)[1:]:
        yield from _named("home", state.name.lower(), _share(_counts(seen.home == state, quarters, arms), total), arms)
    works = _counts(seen.works, quarters, arms)
    for kind in list(Job)[1:]:
        yield from _named("work", kind.name.lower(), _share(_counts(seen.job == kind, quarters, arms), works), arms)
    enrolled = np.broadcast_to(np.arange(seen.plan.months) >= seen.plan.first[:, None], seen.home.shape)
    there = _counts(enrolled, quarters, arms)
    yield from _named("record", "share of months known", _share(total, there), arms)
    yield from _named("record", "share of months with work known", _share(works, there), arms)


def _moves(seen: _Seen) -> Iterator[Block]:
    """Yield rates of moves between two months that are both known: by arm and half, some by site, and their change."""
    if seen.plan.months < 2:
        return
    before, after = slice(None, -1), slice(1, None)
    pairs = seen.known[..., before] & seen.known[..., after]
    both = seen.works[..., before] & seen.works[..., after]
    idle = (seen.job == Job.NONE) | (seen.job == Job.LEARNING)
    hosted, rough = seen.home == Home.HOSTED, seen.home == Home.ROUGH
    moves = {
        "finding a home": (seen.none, seen.housed, pairs),
        "losing a home": (seen.housed, seen.none, pairs),
        "from hosting to the street": (hosted, rough, pairs),
        "to hosting": (seen.none & ~hosted, hosted, pairs),
        "finding a home while in work": (seen.none & seen.paid, seen.housed, pairs & seen.works[..., before]),
        "finding work": (idle, seen.paid, both),
        "losing work": (seen.paid, seen.job == Job.NONE, both),
    }
    for name, (source, target, usable) in moves.items():
        exposed = source[..., before] & usable
        flags = (exposed & target[..., after], exposed, usable)
        yield from _named("moves", name, _rate(*(_counts(each, seen.halves, seen.arms) for each in flags)), seen.arms)
        if name in BY_SITE:
            yield from _named("sites", name, _rate(*(_counts(each, seen.whole, seen.sites) for each in flags)),
                              seen.sites)  # fmt: skip
        change = _change(*(_counts(each, seen.halves, seen.everybody) for each in flags))
        yield f"change/{name}, second half", change
    exposed = seen.none[..., before] & pairs.any(axis=2, keepdims=True)
    flags = (exposed & ~seen.known[..., after], exposed, np.ones_like(pairs))
    rate = _rate(*(_counts(each, seen.whole, seen.arms) for each in flags))
    yield from _named("record", "lost without a home", rate, seen.arms)


def _levels(seen: _Seen) -> Iterator[Block]:
    """Yield shares of known months over the whole observation, by site and by group."""
    for sets, block in ((seen.sites, "sites"), (seen.groups, "groups")):
        total, works = (_counts(flags, seen.whole, sets) for flags in (seen.known, seen.works))
        yield from _named(block, "without a home", _share(_counts(seen.none, seen.whole, sets), total), sets)
        yield from _named(block, "housed", _share(_counts(seen.housed, seen.whole, sets), total), sets)
        yield from _named(block, "in paid work", _share(_counts(seen.paid, seen.whole, sets), works), sets)


def _spells(seen: _Seen) -> Iterator[Block]:
    """Yield how people's months hang together: ever without a home, ever housed, months of either, their spread."""
    arms = seen.arms
    size = arms.member.sum(axis=0)
    ever_known = seen.known.any(axis=2).astype(np.float32) @ arms.member
    for name, flags in (("without a home", seen.none), ("housed", seen.housed)):
        months = flags.sum(axis=2, dtype=np.float32)
        ever = (months > 0).astype(np.float32) @ arms.member
        yield from _named("spells", f"ever {name}", _share(ever, ever_known)[:, None], arms)
        squares = (months * months) @ arms.member / size
        yield from _named("spells", f"spread of months {name}", np.sqrt(squares)[:, None], arms)


def _between(found: list[Block], plan: Plan) -> Iterator[Block]:
    """Yield how far sites lie apart: what the spread between territories shows in."""
    if len(plan.sites) < 3:
        return
    for what in ("without a home", "housed", "in paid work", "finding a home"):
        each = [values for name, values in found if name.startswith(f"sites/{what}, ")]
        if not each:  # no moves in a pilot of one month
            continue
        yield f"sites/spread of {what}", np.log(np.std(np.stack(each), axis=0) + np.float32(0.02))
