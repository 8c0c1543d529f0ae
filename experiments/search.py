"""Finds a package: learns from single runs, tries the promising ones, and confirms with seeds it has not seen.

The luckiest run is not the best package. Hence three separate uses of runs: to learn and refine (independent seeds),
to check candidates (fresh seeds), and to report (other fresh seeds, on which nothing was decided).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from approdo.model.errors import BadInput

from .doses import Dose, around, spread
from .goals import Goal
from .statistics import Estimate, Real, estimate
from .surface import KINDS, Surface, learn
from .uncertainty import share_of

EXPLORE: Final = 0.30  # share of the runs that fill the whole space,
REFINE: Final = 0.40  # that try what looks promising,
CHECK: Final = 0.20  # that check candidates; the rest report
ROUNDS: Final = 3  # of refining
CHECKS: Final = 2  # candidates that are checked
LEAST_RUNS: Final = 100
CANDIDATES: Final = 4096
RAIL: Final = 1.0  # standard errors by which a guardrail must be seen to be broken
# With 2 and 1, 37 of 40 searches with 2,000 runs gave a package inside the limit (tests/benchmarks/experiments.py).
CAUTION: Final = 2.5  # standard errors by which a candidate must be inside the limit
MORE_CAUTION: Final = 0.5  # added after a check that failed
DOUBT: Final = 1.5  # standard errors by which the runs of a check must be inside the limit


class Simulator(Protocol):
    """Runs packages: one run for each row of `doses`, every row with luck of its own.

    `block` numbers the sets of seeds: 0 for learning, 1 and more for fresh ones. Returns every outcome, and every
    guardrail, by name, ``[rows]``.
    """

    def __call__(self, doses: Real, block: int) -> Mapping[str, Real]: ...  # noqa: D102 - see the class


@dataclass(frozen=True)
class Found:
    """What a search recommends; every number comes from fresh seeds on which nothing was decided.

    `inside` is the share of these runs within the limit. `verdict` is ``"confirmed"`` where its whole interval is at
    least the probability asked for, ``"refuted"`` where it is below or a guardrail is clearly broken, else
    ``"likely"`` or ``"doubtful"``, by the share itself.
    """

    doses: Mapping[str, float]
    objective: Estimate
    limited: Estimate
    inside: Estimate
    guardrails: Mapping[str, Estimate]
    verdict: str
    why: str
    runs: int
    promised: tuple[float, float]  # what the emulator expected: objective, quantile of what is limited


def search(
    doses: Sequence[Dose],
    goal: Goal,
    simulate: Simulator,
    *,
    guardrails: Sequence[str] = (),
    runs: int = 500,
    seed: int = 0,
) -> Found:
    """Look for the package that meets the goal, with at most `runs` runs in all.

    Args:
        doses: what may be chosen.
        goal: see `goals.cheapest` and `goals.best`.
        simulate: runs packages.
        guardrails: names of outcomes of `simulate` whose mean must not be above 0.
        runs: at least 100.
        seed: decides everything that is drawn here; the simulator's seeds are its own matter.

    Raises:
        BadInput: too few runs, or no doses.
    """
    if runs < LEAST_RUNS:
        raise BadInput(f"runs = {runs}, expected at least {LEAST_RUNS} for a search.")
    if not doses:
        raise BadInput("nothing to search: no dose may be chosen.")
    work = _Search(doses, goal, simulate, tuple(guardrails), np.random.default_rng([seed, 3]), seed)
    work.run(spread(doses, int(EXPLORE * runs), work.rng), 0)
    for _ in range(ROUNDS):
        work.run(work.promising(int(REFINE * runs / ROUNDS)), 0)
    caution = CAUTION
    work.kinds = dict.fromkeys(work.found, KINDS)  # with all these runs another kind may be better
    package = work.candidate(caution)
    for block in range(1, CHECKS + 1):
        if work.passes(package, int(CHECK * runs / CHECKS), block):
            break
        # What a failed check says is learned as well, and the next candidate has seeds of its own.
        caution += MORE_CAUTION
        package = work.candidate(caution)
    return work.report(package, runs - work.used, CHECKS + 1)


class _Search:
    """The runs so far and what was learned from them."""

    def __init__(
        self,
        doses: Sequence[Dose],
        goal: Goal,
        simulate: Simulator,
        guardrails: tuple[str, ...],
        rng: np.random.Generator,
        seed: int,
    ) -> None:
        self.doses, self.goal, self.simulate, self.guardrails = doses, goal, simulate, guardrails
        self.rng, self.seed = rng, seed
        self.x = np.empty((0, len(doses)))
        self.found: dict[str, Real] = {name: np.empty(0) for name in (goal.minimise, goal.limited, *guardrails)}
        self.kinds: dict[str, tuple[str, ...]] = dict.fromkeys(self.found, KINDS)
        self.used = 0

    def run(self, packages: Real, block: int) -> Mapping[str, Real]:
        """Run packages and remember what came out."""
        made = self.simulate(packages, block)
        for name in self.found:
            if name not in made:
                raise BadInput(f'the simulator gives no "{name}"; it gives {", ".join(sorted(made))}.')
            self.found[name] = np.concatenate([self.found[name], np.asarray(made[name], np.float64)])
        self.x = np.concatenate([self.x, packages])
        self.used += len(packages)
        return made

    def learned(self) -> dict[str, Surface]:
        """Learn a surface for every outcome that counts."""
        made = {name: learn(self.x, values, self.seed, self.kinds[name]) for name, values in self.found.items()}
        # The kind that was best for the first runs is kept: choosing anew costs more time than it brings.
        self.kinds = {name: (surface.emulator.kind,) for name, surface in made.items()}
        return made

    def promising(self, count: int) -> Real:
        """Return packages to try: each the best one according to one of the emulators that the runs allow."""
        surfaces = self.learned()
        pool = self._pool(surfaces)
        objective = surfaces[self.goal.minimise].draws(pool, self.rng)
        excess = self._excess(surfaces, pool, drawn=True)
        chosen = []
        for number in range(count):
            which = number % objective.shape[1]
            order = _best(objective[:, which], excess[:, which])
            # The same draw is asked several times: take the next best each time.
            chosen.append(order[number // objective.shape[1]])
        return pool[chosen]

    def candidate(self, caution: float) -> Real:
        """Return the best package that stays inside every limit by `caution` standard errors."""
        surfaces = self.learned()
        pool = self._pool(surfaces)
        objective = surfaces[self.goal.minimise].mean(pool)
        excess = self._excess(surfaces, pool, caution=caution)[:, 0]
        self.promised = surfaces
        package: Real = pool[_best(objective, excess)[0]]
        return package

    def _pool(self, surfaces: Mapping[str, Surface]) -> Real:
        """Return packages over the whole space, and more around those that look best."""
        pool = spread(self.doses, CANDIDATES, self.rng)
        for reach in (0.15, 0.04):
            order = _best(surfaces[self.goal.minimise].mean(pool), self._excess(surfaces, pool, caution=0.5)[:, 0])
            close = [around(self.doses, pool[one], CANDIDATES // 16, self.rng, reach) for one in order[:4]]
            pool = np.unique(np.concatenate([pool, *close]), axis=0)
        return pool

    def _excess(self, surfaces: Mapping[str, Surface], pool: Real, caution: float = 0.0, drawn: bool = False) -> Real:
        """Return by how much a package is outside its limits in the end, in units of noise; 0 or less is inside."""
        goal = self.goal
        limit = surfaces[goal.limited]
        found = (limit.quantile(pool, goal.probability, caution, self.rng if drawn else None) - goal.below) / limit.size
        for name in self.guardrails:
            rail = surfaces[name]
            level = rail.draws(pool, self.rng) if drawn else rail.mean(pool, -RAIL)[:, None]
            found = np.maximum(found, level / rail.size)
        return found

    def passes(self, package: Real, count: int, block: int) -> bool:
        """Check a candidate with fresh seeds: is it inside its limits by what these runs say by themselves?"""
        surface = self.promised[self.goal.limited]
        made = self.run(np.repeat(package[None, :], count, axis=0), block)
        values = np.asarray(made[self.goal.limited], np.float64)
        values = values[np.isfinite(values)]
        if len(values) < 2:
            return False
        reach, deviation = surface.reach(self.goal.probability), float(values.std(ddof=1))
        doubt = deviation * np.sqrt((1.0 + reach**2 / 2.0) / len(values))
        if float(values.mean()) + reach * deviation + DOUBT * doubt > self.goal.below:
            return False
        return not any(_clearly_above(estimate(np.asarray(made[name], np.float64))) for name in self.guardrails)

    def report(self, package: Real, count: int, block: int) -> Found:
        """Run the recommended package with the last fresh seeds and say what came out."""
        at = package[None, :]
        promised = (
            float(self.promised[self.goal.minimise].mean(at)[0]),
            float(self.promised[self.goal.limited].quantile(at, self.goal.probability)[0, 0]),
        )
        made = self.run(np.repeat(at, count, axis=0), block)
        limited = np.asarray(made[self.goal.limited], np.float64)
        inside = _share_below(limited, self.goal.below)
        rails = {name: estimate(np.asarray(made[name], np.float64)) for name in self.guardrails}
        verdict, why = _verdict(inside, self.goal, [name for name, found in rails.items() if _clearly_above(found)])
        return Found(
            {dose.name: float(value) for dose, value in zip(self.doses, package, strict=True)},
            estimate(np.asarray(made[self.goal.minimise], np.float64)),
            estimate(limited),
            inside,
            rails,
            verdict,
            why,
            self.used,
            promised,
        )


def _share_below(values: Real, limit: float) -> Estimate:
    sample = values[np.isfinite(values)]
    if not len(sample):
        return Estimate(None, None, None, 0, "defined in no run")
    share = share_of(float((sample < limit).sum()), len(sample))
    return Estimate(share.value, share.low, share.high, len(sample))


def _verdict(inside: Estimate, goal: Goal, broken: Sequence[str]) -> tuple[str, str]:
    if broken:
        return "refuted", f"guardrail broken in fresh runs: {', '.join(broken)}"
    if inside.mean is None or inside.low is None or inside.high is None:
        return "refuted", f"{goal.limited} is defined in no fresh run"
    if inside.low >= goal.probability:
        return "confirmed", ""
    told = f"{goal.limited} is below {goal.below:g} in {inside.mean:.0%} of {inside.n} fresh runs"
    if inside.high < goal.probability:
        return "refuted", f"{told}, not in {goal.probability:.0%}"
    word = "likely" if inside.mean >= goal.probability else "doubtful"
    return word, f"{told}: too few runs to be sure of {goal.probability:.0%}"


def _best(objective: Real, excess: Real) -> list[int]:
    """Return positions, the best first: inside the limits by objective, then those that are least outside."""
    outside = np.maximum(excess, 0.0)
    order: list[int] = np.lexsort((objective, outside)).tolist()
    return order


def _clearly_above(found: Estimate) -> bool:
    return found.low is not None and found.low > 0
