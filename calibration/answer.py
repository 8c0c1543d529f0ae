"""From a pilot to an answer: simulator, rounds, posterior, and everything that is told about it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from approdo.experiments.package import Package
from approdo.experiments.scenario import Scenario
from approdo.model.engine import model_hash
from approdo.model.errors import BadInput
from approdo.model.parameters import load_parameters
from approdo.model.territory import Territory, load_territory

from .data import Data, L, People
from .lives import ModelSimulator, Simulator, places_of, with_comparison
from .more_data import Offer, offers
from .observe import months_of_data, plan_of
from .pilot.suppress import LEAST, Release, check_k
from .posterior import FORMAT, Posterior, intervals, posteriors_root, prior_rows
from .predict import Row, foretold_shares, predicted
from .priors import DEFAULT_FREE, model_priors
from .published import Published, ShareSimulator, chosen, told
from .released import Whole, shown
from .rounds import Budget, Progress, calibrate, folder_of
from .solve import Round, Solution
from .worlds import Worlds

if TYPE_CHECKING:
    from approdo.model.levers import Lever

    from .pilot.aggregate import Aggregate
    from .pilot.months import PilotMonths


@dataclass(frozen=True, eq=False)
class Answer:
    """A posterior with what it predicts of the pilot, its checks, and what to collect next."""

    posterior: Posterior
    solution: Solution
    rows: tuple[Row, ...]
    offers: tuple[Offer, ...]
    folder: Path
    runs_asked: int
    release: Release | None = None  # what the shares of the data in `rows` tell; None where they were published before

    def document(self) -> dict[str, Any]:
        """Return the answer, ready for JSON."""
        return {"posterior": self.posterior.id, **self.posterior.document}


@dataclass(frozen=True, eq=False)
class Asked:
    """What is asked of data.

    package: what the pilot did; free: parameters of the model to fit; seed: the same seed gives the same bytes; root:
    where runs and posteriors are kept, None for the user's data folder; progress: told ``(done, total)``; stopped:
    asked now and then, once true, what is done is fitted.
    """

    package: Package
    budget: Budget
    territories: Sequence[str] = ()  # ids of those to use; none: all of the data's
    free: Sequence[str] = DEFAULT_FREE
    seed: int = 1
    root: str | Path | None = None
    progress: Progress | None = None
    stopped: Callable[[], bool] | None = None

    def levers(self, places: Sequence[Territory], start: int, months: int) -> "tuple[tuple[Lever, ...], ...]":
        """Return what the pilot did in each place."""
        base = load_parameters()
        return tuple(Scenario(place, self.package, base, start, months).package.levers for place in places)


def calibrate_pilot(
    data: "PilotMonths", asked: Asked, *, small: int = LEAST, earlier: Sequence[Release] = ()
) -> Answer:
    """Fit the model to a pilot's people.

    Args:
        data: the pilot's months.
        asked: what is asked of them.
        small: counts of people from 1 to `small` - 1 are hidden, with those that would give them away; from 5.
        earlier: what was released of this pilot before.

    Raises:
        BadInput: a territory without data, an unknown parameter, or data without people.
        Failure: nothing could be computed.
    """
    check_k(small)
    whole = Whole(plan_of(data), months_of_data(data), data.digest)
    data = _only(data, asked.territories)
    plan = plan_of(data)
    priors = model_priors(asked.free, len(plan.sites))
    places = places_of(plan, [load_territory(site) for site in plan.sites])
    levers = asked.levers(places, data.start, plan.months)
    simulator = ModelSimulator(with_comparison(plan), priors, places, levers, data.start)
    about = {
        "digest": data.digest, "synthetic": data.synthetic, "people": plan.people, "months": plan.months,
        "territories": list(plan.sites), "comparison": plan.has_comparison,
    }  # fmt: skip
    leaving = shown(whole, plan.sites, small, earlier)
    solution, rounds = _fitted(simulator, People(plan, months_of_data(data)), asked, about)
    rows = predicted(plan, solution, leaving.cells)
    wanted = offers(plan, simulator.plan, rounds[0], priors, asked.seed)
    return _kept(asked, solution, about, rows, wanted, leaving.release)


def calibrate_shares(data: "Aggregate", asked: Asked) -> Answer:
    """Fit the model to published shares.

    Raises:
        BadInput: a territory without data, an unknown parameter, or no share of people whom the model tells apart.
        Failure: nothing could be computed.
    """
    rows, unused, names = chosen(data.rows, asked.territories)
    if not rows:
        raise BadInput("no share is of people whom the model tells apart: there is nothing to fit.")
    places = tuple(load_territory(name) for name in names)
    worlds = Worlds(
        model_priors(asked.free, len(places)),
        places,
        asked.levers(places, data.start, data.months),
        data.start,
        data.months,
    )
    published = Published(tuple(rows))
    about = {
        "digest": data.digest, "synthetic": data.synthetic, "people": None, "months": data.months,
        "territories": names, "comparison": published.has_comparison, "shares": len(rows),
        "unused": [told(row) for row in unused],
    }  # fmt: skip
    solution, _ = _fitted(ShareSimulator(published.rows, worlds), published, asked, about)
    return _kept(asked, solution, about, foretold_shares(published, solution), ())


def _fitted(
    simulator: Simulator[L], data: Data[L], asked: Asked, about: dict[str, Any]
) -> tuple[Solution, list[Round[L]]]:
    """Return the posterior and the runs; the best answer so far is kept beside the runs as they grow."""
    runs = posteriors_root(asked.root) / "runs"
    so_far = folder_of(runs, simulator, asked.seed) / "so-far"

    def keep(solution: Solution) -> None:
        Posterior(solution.priors, solution.draws, _document(asked, solution, about, (), ())).save(so_far)

    return calibrate(simulator, data, asked.budget, asked.seed, runs, asked.progress, keep, asked.stopped)


def _kept(
    asked: Asked,
    solution: Solution,
    about: dict[str, Any],
    rows: Sequence[Row],
    wanted: Sequence[Offer],
    release: Release | None = None,
) -> Answer:
    posterior = Posterior(solution.priors, solution.draws, _document(asked, solution, about, rows, wanted))
    folder = posterior.save(posteriors_root(asked.root) / "posteriors")
    return Answer(posterior, solution, tuple(rows), tuple(wanted), folder, asked.budget.runs, release)


def _document(
    asked: Asked, solution: Solution, about: dict[str, Any], rows: Sequence[Row], wanted: Sequence[Offer]
) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "data": about,
        "model": model_hash(),
        "package": asked.package.id,
        "seed": asked.seed,
        "runs": solution.runs,
        "rounds": 2 if (solution.box.high - solution.box.low).min() < 1 else 1,
        "priors": prior_rows(solution.priors),
        "parameters": _parameters(solution),
        "checks": _checks(solution),
        "fit": [vars(row) for row in rows],
        "next_data": [vars(offer) for offer in wanted],
        "dropped": len(solution.learned.dropped),
    }


def _only(data: "PilotMonths", territories: Sequence[str]) -> "PilotMonths":
    found = [site.territory for site in data.sites]
    missing = [name for name in territories if name not in found]
    if missing:
        raise BadInput(f"territory {', '.join(missing)}: the data have none of it, but {', '.join(found)}.")
    sites = tuple(site for site in data.sites if not territories or site.territory in territories)
    if not any(site.first.size for site in sites):
        raise BadInput("the data hold nobody in these territories: there is nothing to fit.")
    return replace(data, sites=sites)


def _parameters(solution: Solution) -> list[dict[str, Any]]:
    priors, checks = solution.priors, solution.checks
    low, middle, high = intervals(priors, solution.draws)
    return [
        {
            "name": row.name, "role": row.role.value, "prior_low": row.low, "prior_high": row.high,
            "low": float(low[n]), "median": float(middle[n]), "high": float(high[n]),
            "contraction": checks.contraction[row.name], "coverage": checks.coverage_each[row.name],
            "updated": row.name not in solution.untouched,
        }
        for n, row in enumerate(priors.rows)
    ]  # fmt: skip


def _checks(solution: Solution) -> dict[str, Any]:
    checks = solution.checks
    return {
        "verdict": checks.verdict,
        "reasons": list(checks.reasons),
        "warnings": list(checks.warnings),
        "coverage": checks.coverage,
        "left_out": checks.left_out,
        "ranks": {name: list(counts) for name, counts in checks.ranks.items()},
        "rank_p": checks.rank_p,
        "misfit_p": checks.misfit.p,
        "most_unlike": checks.misfit.worst,
        "correlated": [list(pair) for pair in checks.correlated],
        "piled": [list(pair) for pair in checks.piled],
        "failed": checks.failed,
    }
