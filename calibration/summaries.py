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
    home, job = months.home, months.job
    arms, sites, groups = _arms(plan), _sites(plan), _groups(plan)
    quarters, halves, whole = (windows(plan.months, n) for n in (WINDOWS, HALVES, 1))
    known, works = home > 0, job > 0
    none = np.isin(home, NO_HOME)
    housed = (home == Home.SHARED) | (home == Home.OWN)
    paid = job >= Job.UNDECLARED
    found: list[Block] = []

    total = _counts(known, quarters, arms)
    for state in list(Home)[1:]:
        share = _share(_counts(home == state, quarters, arms), total)
        found += _named("home", state.name.lower(), share, arms)
    total = _counts(works, quarters, arms)
    for kind in list(Job)[1:]:
        found += _named("work", kind.name.lower(), _share(_counts(job == kind, quarters, arms), total), arms)
    enrolled = np.broadcast_to(np.arange(plan.months) >= plan.first[:, None], home.shape)
    seen = _share(total, _counts(enrolled, quarters, arms))
    found += _named("record", "share of months known", seen, arms)

    before, after = slice(None, -1), slice(1, None)
    pairs = known[..., before] & known[..., after]
    if plan.months > 1:
        both = works[..., before] & works[..., after]
        moves = {
            "finding a home": (none, housed, pairs),
            "losing a home": (housed, none, pairs),
            "from hosting to the street": (home == Home.HOSTED, home == Home.ROUGH, pairs),
            "to hosting": (none & (home != Home.HOSTED), home == Home.HOSTED, pairs),
            "finding a home while in work": (none & paid, housed, pairs & works[..., before]),
            "finding work": ((job == Job.NONE) | (job == Job.LEARNING), paid, both),
            "losing work": (paid, job == Job.NONE, both),
            "lost without a home": (none & pairs.any(axis=2, keepdims=True), ~known, np.ones_like(pairs)),
        }
        for name, (source, target, usable) in moves.items():
            exposed = source[..., before] & usable
            block = "record" if name.startswith("lost") else "moves"
            for inside, sets in ((halves, arms), (whole, sites)) if block == "moves" else ((whole, arms),):
                if sets is sites and name not in ("finding a home", "losing a home", "finding work"):
                    continue
                events, at_risk = exposed & target[..., after], exposed
                rate = _rate(*(_counts(flags, inside, sets) for flags in (events, at_risk, usable)))
                found += _named("sites" if sets is sites else block, name, rate, sets)
            if block == "moves":
                all_people = _Sets(("all",), np.ones((plan.people, 1), np.float32))
                flags = (exposed & target[..., after], exposed, usable)
                found.append(
                    (f"change/{name}, second half", _change(*(_counts(each, halves, all_people) for each in flags)))
                )

    for sets, block in ((sites, "sites"), (groups, "groups")):
        total = _counts(known, whole, sets)
        found += _named(block, "without a home", _share(_counts(none, whole, sets), total), sets)
        found += _named(block, "housed", _share(_counts(housed, whole, sets), total), sets)
        share = _share(_counts(paid, whole, sets), _counts(works, whole, sets))
        found += _named(block, "in paid work", share, sets)
    found += _spells(plan, known, none, housed, arms)
    found += _between(found, plan)
    return Statistics(tuple(name for name, _ in found), np.stack([values for _, values in found], axis=1).astype(float))


def _spells(plan: Plan, known: Flags, none: Flags, housed: Flags, arms: _Sets) -> Iterator[Block]:
    """Yield how people's months hang together: ever without a home, ever housed, months of either, their spread."""
    size = arms.member.sum(axis=0)
    ever_known = known.any(axis=2).astype(np.float32) @ arms.member
    for name, flags in (("without a home", none), ("housed", housed)):
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
