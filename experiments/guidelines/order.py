"""Which support first, which next: greedily the one that adds most to those already there, with ties said.

Whoever is chosen as the best of several looks better than it is. So what each step adds is measured again in worlds
that had no say in the choice.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from approdo.experiments.package import Package
from approdo.experiments.statistics import Estimate
from approdo.experiments.uncertainty import Uncertainty, uncertainty

from .doses import change, cost_per_month
from .trial import Arm

STEPS: Final = 4  # supports in the order; a fifth seldom adds anything that can be seen


class Runs(Protocol):
    """What runs packages: `Trial.arms`."""

    def __call__(self, packages: Sequence[Package], *, fresh: bool = False) -> dict[str, Arm]:
        """Return the arms by their ids; `fresh`: over other worlds."""


@dataclass(frozen=True)
class Candidate:
    """One support that could come next: what it adds, with an interval that holds for all candidates at once."""

    kind: str
    adds: Estimate
    tied: bool  # cannot be told from the best

    @property
    def helps(self) -> bool:
        """Tell whether it clearly lowers homeless months."""
        return _helps(self.adds)


@dataclass(frozen=True)
class Step:
    """One place in the order: the candidates, the best first, and what the chosen one adds in fresh worlds.

    `chosen` is None where no candidate clearly adds anything: there the order ends. `per_month` is EUR for each
    homeless month that the step averts, in the same fresh worlds.
    """

    candidates: tuple[Candidate, ...]
    chosen: str | None
    confirmed: Uncertainty | None = None
    per_month: Estimate | None = None

    @property
    def tied(self) -> tuple[str, ...]:
        """The supports that could stand in its place."""
        return tuple(each.kind for each in self.candidates if each.tied and each.kind != self.chosen)


@dataclass(frozen=True)
class Order:
    """The order; `total` is what all chosen supports do together in fresh worlds, None where nothing was chosen."""

    steps: tuple[Step, ...]
    total: Uncertainty | None

    @property
    def chosen(self) -> tuple[str, ...]:
        """The supports in their order."""
        return tuple(step.chosen for step in self.steps if step.chosen is not None)


def greedy(
    kinds: Sequence[str], together: Callable[[Sequence[str]], Package], run: Runs, *, steps: int = STEPS
) -> Order:
    """Find the order.

    Args:
        kinds: the supports.
        together: makes a package of several.
        run: returns the arms of packages, the baseline first.
        steps: at most so many.
    """
    found: list[Step] = []
    chosen: list[str] = []
    while len(chosen) < min(steps, len(kinds)):
        step = _step([kind for kind in kinds if kind not in chosen], chosen, together, run)
        found.append(step)
        if step.chosen is None:
            break
        chosen.append(step.chosen)
    if not chosen:
        return Order(tuple(found), None)
    packages = [together(chosen[: number + 1]) for number in range(len(chosen))]
    arms = list(run(packages, fresh=True).values())
    confirmed = tuple(
        Step(step.candidates, step.chosen, _difference(arms[number + 1], arms[number]), cost)
        if step.chosen is not None
        else step
        for number, step in enumerate(found)
        for cost in [cost_per_month(arms[number + 1], arms[number]) if step.chosen is not None else None]
    )
    return Order(confirmed, _difference(arms[-1], arms[0]))


def _step(left: Sequence[str], chosen: Sequence[str], together: Callable[[Sequence[str]], Package], run: Runs) -> Step:
    before = [together(chosen)] if chosen else []
    packages = {kind: together([*chosen, kind]) for kind in left}
    arms = run([*before, *packages.values()])
    there = arms[before[0].id] if before else next(iter(arms.values()))
    adds = {kind: change(arms[package.id], there, len(left)) for kind, package in packages.items()}
    order = sorted(left, key=lambda kind: _size(adds[kind]))
    best = next((kind for kind in order if _helps(adds[kind])), None)
    if best is None:
        return Step(tuple(Candidate(kind, adds[kind], False) for kind in order), None)
    against = {kind: change(arms[packages[kind].id], arms[packages[best].id], len(left) - 1) for kind in order}
    return Step(tuple(Candidate(kind, adds[kind], kind == best or not against[kind].clear) for kind in order), best)


def _helps(found: Estimate) -> bool:
    return found.clear and found.mean is not None and found.mean < 0


def _size(found: Estimate) -> float:
    return float("inf") if found.mean is None else found.mean


def _difference(arm: Arm, other: Arm) -> Uncertainty:
    return uncertainty(arm.homeless - other.homeless)
