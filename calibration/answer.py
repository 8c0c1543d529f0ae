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
from approdo.model.territory import load_territory

from .lives import ModelSimulator, places_of, with_comparison
from .more_data import Offer, offers
from .observe import months_of_data, plan_of
from .pilot.suppress import LEAST, Release, check_k
from .posterior import FORMAT, Posterior, intervals, posteriors_root, prior_rows
from .predict import Row, predicted
from .priors import DEFAULT_FREE, model_priors
from .released import Whole, shown
from .rounds import Budget, Progress, calibrate, folder_of
from .solve import Solution

if TYPE_CHECKING:
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
    release: Release  # what the shares of the data in `rows` tell

    def document(self) -> dict[str, Any]:
        """Return the answer, ready for JSON."""
        return {"posterior": self.posterior.id, **self.posterior.document}


def calibrate_pilot(
    data: "PilotMonths",
    package: Package,
    budget: Budget,
    *,
    territories: Sequence[str] = (),
    free: Sequence[str] = DEFAULT_FREE,
    seed: int = 1,
    root: str | Path | None = None,
    small: int = LEAST,
    earlier: Sequence[Release] = (),
    progress: Progress | None = None,
    stopped: Callable[[], bool] | None = None,
) -> Answer:
    """Fit the model to a pilot.

    Args:
        data: the pilot's months.
        package: what the pilot did.
        budget: runs, minutes, processes.
        territories: ids of those to use; none: all of the data's.
        free: parameters of the model to fit.
        seed: the same seed gives the same bytes.
        root: where runs and posteriors are kept; None for the user's data folder.
        small: counts of people from 1 to `small` - 1 are hidden, with those that would give them away; from 5.
        earlier: what was released of this pilot before.
        progress: told ``(done, total)``.
        stopped: asked now and then; once true, what is done is fitted.

    Raises:
        BadInput: a territory without data, an unknown parameter, or data without people.
        Failure: nothing could be computed.
    """
    check_k(small)
    whole = Whole(plan_of(data), months_of_data(data), data.digest)
    data = _only(data, territories)
    plan = plan_of(data)
    priors = model_priors(free, len(plan.sites))
    places = places_of(plan, [load_territory(site) for site in plan.sites])
    base = load_parameters()
    levers = tuple(Scenario(place, package, base, data.start, plan.months).package.levers for place in places)
    simulator = ModelSimulator(with_comparison(plan), priors, places, levers, data.start)
    months = months_of_data(data)
    where = posteriors_root(root)
    so_far = folder_of(where / "runs", simulator, seed) / "so-far"

    def document(solution: Solution, rows: Sequence[Row], wanted: Sequence[Offer]) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "data": {
                "digest": data.digest, "synthetic": data.synthetic, "people": plan.people, "months": plan.months,
                "territories": list(plan.sites), "comparison": plan.has_comparison,
            },
            "model": model_hash(),
            "package": package.id,
            "seed": seed,
            "runs": solution.runs,
            "rounds": 2 if (solution.box.high - solution.box.low).min() < 1 else 1,
            "priors": prior_rows(priors),
            "parameters": _parameters(solution),
            "checks": _checks(solution),
            "fit": [vars(row) for row in rows],
            "next_data": [vars(offer) for offer in wanted],
            "dropped": len(solution.learned.dropped),
        }  # fmt: skip

    def keep(solution: Solution) -> None:
        Posterior(priors, solution.draws, document(solution, (), ())).save(so_far)

    solution, rounds = calibrate(
        simulator, plan, months, budget, seed, where / "runs", progress, kept=keep, stopped=stopped
    )
    leaving = shown(whole, plan.sites, small, earlier)
    rows = predicted(plan, solution, leaving.cells)
    wanted = offers(plan, simulator.plan, rounds[0], priors, seed)
    posterior = Posterior(priors, solution.draws, document(solution, rows, wanted))
    folder = posterior.save(where / "posteriors")
    return Answer(posterior, solution, tuple(rows), tuple(wanted), folder, budget.runs, leaving.release)


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
