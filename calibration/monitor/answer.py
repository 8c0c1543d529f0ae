"""From a pilot to the chart of each indicator: what was seen, what was expected, where the pilot stands."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from approdo.experiments.package import Package
from approdo.experiments.parameter_draws import ParameterDraws
from approdo.experiments.scenario import Scenario
from approdo.model.errors import BadInput, Failure
from approdo.model.parameters import load_parameters
from approdo.model.territory import load_territory

from ..lives import places_of
from ..observe import Months, Plan, months_of_data, plan_of
from ..pilot.suppress import LEAST, Release, check_k
from .expected import PilotWorld, Progress, Recording, World, expected
from .indicators import BETWEEN, INDICATORS, SEEN, Indicator, tally
from .limits import LEAST_RUNS, Chart, Verdict, Why, chart, decide, rank
from .release import ALL, SO, Shown, released

if TYPE_CHECKING:
    from ..pilot.months import PilotMonths

RUNS: Final = 200
MOST_RUNS: Final = 100_000


@dataclass(frozen=True)
class Point:
    """One month of an indicator: people, None where they may not be told; what was expected, None where unknown."""

    month: int  # a month number
    so: int | None
    people: int | None
    expected: float | None
    low: float | None
    high: float | None

    @property
    def share(self) -> float | None:
        """The share of people who are so; None where it may not be told."""
        return None if self.so is None or not self.people else self.so / self.people

    @property
    def outside(self) -> str:
        """On which side of the limits the share is: "above", "below", or "" where it is within or hidden."""
        if self.share is None or self.low is None or self.high is None:
            return ""
        return "above" if self.share > self.high else "below" if self.share < self.low else ""


@dataclass(frozen=True, eq=False)
class Followed:
    """An indicator with its months and its verdict."""

    indicator: Indicator
    chart: Chart
    points: tuple[Point, ...]

    @property
    def hidden(self) -> int:
        """In how many months the share is hidden, or of nobody."""
        return sum(point.share is None for point in self.points)


@dataclass(frozen=True, eq=False)
class Monitored:
    """Where a pilot stands; `verdict` is about all outcomes together, not about who was lost from sight."""

    name: str
    digest: str
    synthetic: bool
    territories: tuple[str, ...]
    package: Package
    start: int
    months: int
    people: int | None  # None where the number may not be told
    followed: tuple[Followed, ...]
    verdict: Verdict
    why: Why
    p_ahead: float | None
    p_behind: float | None
    runs: int
    failed: int
    kind: str  # how parameters were drawn
    small: int
    hidden: int
    release: Release
    comparison: bool  # whether people without support were followed too


@dataclass(frozen=True, eq=False)
class Follow:
    """How a pilot is followed: worlds to simulate (`runs`), parameters, seed, and the rule of small counts."""

    draws: ParameterDraws
    recording: Recording
    seed: int = 1
    small: int = LEAST
    workers: int = 1
    progress: Progress | None = None

    @property
    def runs(self) -> int:
        """How many worlds."""
        return len(self.recording.unit)


def monitor(
    data: "PilotMonths",
    package: Package,
    follow: Follow,
    territories: Sequence[str] = (),
    earlier: Sequence[Release] = (),
) -> Monitored:
    """Compare what a pilot has recorded so far with what the model expects of it.

    Args:
        data: the pilot.
        package: what it does.
        follow: how.
        territories: ids of those to look at; none: all of the data's.
        earlier: what was released of this pilot before.

    Raises:
        BadInput: too few runs, a territory without data, or nobody who takes part.
        Failure: too many worlds broke.
    """
    data = so_far(data)
    plan, months = plan_of(data), months_of_data(data)
    unknown = [name for name in territories if name not in plan.sites]
    if unknown:
        raise BadInput(f"territory {', '.join(unknown)}: the data have none of it, but {', '.join(plan.sites)}.")
    wanted = tuple(site for site in plan.sites if not territories or site in territories)
    mine = np.isin(np.array(plan.sites)[plan.site], wanted)
    part, seen = only(plan, months, mine & plan.participant, wanted)
    if not part.people:
        raise BadInput(f"the data hold nobody who takes part in {', '.join(wanted)}: there is nothing to follow.")
    places = places_of(part, [load_territory(site) for site in wanted])
    base = load_parameters()
    levers = tuple(Scenario(place, package, base, data.start, part.months).package.levers for place in places)
    leaving = released(
        plan, months, mine, "+".join(wanted), (*INDICATORS, *BETWEEN), data.start, k=follow.small, earlier=earlier,
        digest=data.digest,
    )  # fmt: skip
    found = judge(part, seen, PilotWorld(part, places, levers, data.start), follow, leaving, data.start)
    followed, (verdict, why, ahead, behind), failed = found
    return Monitored(
        data.name, data.digest, data.synthetic, wanted, package, data.start, part.months,
        part.people if leaving.people else None, followed,
        verdict, why, ahead, behind, follow.runs, failed, follow.draws.kind, follow.small, leaving.hidden,
        leaving.release, data.has_comparison,
    )  # fmt: skip


def judge(
    plan: Plan, seen: Months, world: World, follow: Follow, leaving: Shown, start: int
) -> tuple[tuple[Followed, ...], tuple[Verdict, Why, float | None, float | None], int]:
    """Return every indicator's chart, the verdict on all outcomes, and how many worlds broke.

    Args:
        plan: who is followed.
        seen: what was recorded of them.
        world: gives simulated lives to the same people.
        follow: how.
        leaving: which counts may be told.
        start: month number of the first column.
    """
    check_k(follow.small)
    check_runs(follow.runs)
    made = expected(plan, world, follow.draws, follow.recording, follow.seed, follow.workers, follow.progress)
    everybody = np.ones(plan.people, np.bool_)
    followed, sides = [], []
    for each in INDICATORS:
        counted = tally(each, plan, seen, everybody)
        drawn, out = chart(each, counted, tally(each, plan, made.months, everybody), follow.small)
        points = []
        for month in range(plan.months):
            told = {state for state in (SO, ALL) if (each.id, state, month) in leaving.cells}
            points.append(
                Point(
                    start + month,
                    int(counted.so[0, month]) if SO in told else None,
                    int(counted.all[0, month]) if ALL in told else None,
                    *(_known(line[month]) for line in (drawn.expected, drawn.low, drawn.high)),
                )
            )
        followed.append(Followed(each, drawn, tuple(points)))
        if each.of != SEEN:
            sides.append(out)
    furthest = np.max(sides, axis=0)
    if not np.isfinite(furthest[:, 0]).all():
        return tuple(followed), (Verdict.CANNOT_TELL, Why.FEW, None, None), made.failed
    behind, ahead = rank(furthest[0]), rank(furthest[1])
    able = [each.chart.verdict is not Verdict.CANNOT_TELL for each in followed if each.indicator.of != SEEN]
    verdict, why = decide(ahead, behind, sum(able) / len(able))
    return tuple(followed), (verdict, why, ahead, behind), made.failed


def check_runs(runs: int) -> None:
    """Find out whether limits can be told from so many simulated pilots.

    Raises:
        BadInput: they cannot.
    """
    if not LEAST_RUNS <= runs <= MOST_RUNS:
        raise BadInput(f"runs = {runs}: limits need {LEAST_RUNS} to {MOST_RUNS} simulated pilots.")


def so_far(data: "PilotMonths") -> "PilotMonths":
    """Return the pilot up to the last month in which anybody was observed: later months have not come yet.

    Raises:
        Failure: nobody was observed.
    """
    last = max((int(site.last.max()) for site in data.sites if site.last.size), default=-1)
    if last < 0:
        raise Failure(f'pilot "{data.name}": nobody has been observed yet: there is nothing to follow.')
    sites = tuple(
        replace(site, housing=site.housing[:, : last + 1].copy(), work=site.work[:, : last + 1].copy())
        for site in data.sites
    )
    return replace(data, months=last + 1, sites=sites)


def only(plan: Plan, months: Months, people: np.ndarray, sites: Sequence[str]) -> tuple[Plan, Months]:
    """Return the plan and the months of some people, all of them of these sites."""
    number = {plan.sites.index(site): position for position, site in enumerate(sites)}
    kept = replace(
        plan,
        sites=tuple(sites),
        site=np.array([number[site] for site in plan.site[people].tolist()], np.int64),
        first=plan.first[people],
        exit=plan.exit[people],
        participant=plan.participant[people],
        groups={name: codes[people] for name, codes in plan.groups.items()},
        home_gaps=plan.home_gaps[people],
        job_gaps=plan.job_gaps[people],
    )
    return kept, Months(months.home[:, people], months.job[:, people])


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
