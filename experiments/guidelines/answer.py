"""Exit guidelines for a territory and a profile, from designed experiments: paired arms over the same worlds."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from approdo.experiments.compare import opened
from approdo.experiments.parameter_draws import Given, ParameterDraws, read_draws
from approdo.experiments.request import SEED
from approdo.experiments.runner import Progress, Tally
from approdo.experiments.scenario import validate_run
from approdo.experiments.statistics import Estimate
from approdo.experiments.store import Store
from approdo.experiments.together import is_thin
from approdo.experiments.uncertainty import Uncertainty
from approdo.model.calendar import parse_month
from approdo.model.errors import BadInput, Failure
from approdo.model.territory import Territory, load_territory

from .doses import Dose, Grid, grid
from .order import STEPS, Order, Step, greedy
from .profile import Profile, read_profile
from .supports import Supports, supports_for
from .trial import WINDOW, Arm, Trial

MONTHS: Final = 36
RUNS: Final = 32
LEAST_MONTHS: Final = 24  # a year of exits, each followed for a year
LEAST_RUNS: Final = 4
FEWEST: Final = 10  # people of the profile with a full year, mean over runs, as in groups.py


@dataclass(frozen=True, eq=False)
class Guidelines:
    """What a guideline rests on. `starts` are doses of months before the exit, `caseloads` of people for each tutor."""

    territory: Territory
    profile: Profile
    supports: Supports
    months: int
    runs: int
    seed: int
    start: int
    draws: ParameterDraws
    base: Arm
    starts: Grid
    order: Order
    caseloads: Grid
    tally: Tally
    command: str

    @property
    def people(self) -> float:
        """People of the profile with a full year after their exit, mean over runs."""
        return float(np.nanmean(self.base.people))

    @property
    def pairs(self) -> int:
        """Runs in which both the baseline and the plan are whole."""
        return self.starts.doses[0].effect.mean.n

    @property
    def thin(self) -> bool:
        """Whether even the number of leavers is a judgement."""
        return is_thin(self.territory)

    def document(self) -> dict[str, Any]:
        """Return the answer, ready for JSON."""
        return {
            "territory": self.territory.id,
            "thin": self.thin,
            "profile": self.profile.text or None,
            "traits_not_offered_by": list(self.profile.not_offered_by),
            "people_with_a_full_year": self.people,
            "doses_for": self.supports.people,
            "window_months": WINDOW,
            "pairs": self.pairs,
            "starts": {**_grid(self.starts), "no_detectable_difference_between": self.starts.all_alike},
            "order": {
                "chosen": list(self.order.chosen),
                "steps": [_step(step) for step in self.order.steps],
                "together": _uncertainty(self.order.total),
            },
            "caseloads": {
                **_grid(self.caseloads),
                "no_detectable_benefit_from": _value(self.caseloads.lost),
                "half_or_less_from": _value(self.caseloads.halved),
                "surely_half_or_less_from": _value(self.caseloads.surely_halved),
            },
            "reproduce": self.command,
        }


def guidelines(
    territory: Territory | str,
    profile: Profile | str = "",
    *,
    months: int = MONTHS,
    runs: int = RUNS,
    seed: int = SEED,
    start: str | None = None,
    steps: int = STEPS,
    store: Store | str | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    progress: Progress | None = None,
    parameters: Given = "prior",
) -> Guidelines:
    """Find out when a plan should start, which supports come in which order, and at which caseload the benefit fades.

    Args:
        territory: by name or as loaded.
        profile: ``"sex=female,permit=refugee"``, or as read; empty: everybody who leaves with a permit.
        months: recorded months, from 24; effects are those on the year after the exit.
        runs: pairs of runs for each arm; as many again, with other worlds, confirm the order.
        seed: the same seed gives the same answer.
        start: first month, ``"2020-05"``; None for the territory's data month.
        steps: supports in the order, at most.
        store: address of the database of runs, or an open one; None for the user's.
        workers: processes; None for one per processor.
        scheduler: address of a Dask cluster in place of processes.
        progress: told ``(runs done, runs in all)``, anew for each part of the design.
        parameters: see `parameter_draws.Given`.

    Raises:
        BadInput: something asked for does not exist or is out of range.
        Failure: too few people of the profile, or as in `compare`.
    """
    size = validate_run(months, runs, seed)
    place = load_territory(territory) if isinstance(territory, str) else territory
    who = read_profile(profile) if isinstance(profile, str) else profile
    if size.months < LEAST_MONTHS:
        raise BadInput(
            f"months = {size.months}, expected {LEAST_MONTHS} to 120: a year of exits, each followed a year."
        )
    if size.runs < LEAST_RUNS:
        raise BadInput(f"runs = {size.runs}, expected at least {LEAST_RUNS}: fewer give no interval worth reading.")
    begins = place.data_month if start is None else parse_month(start)
    supports = supports_for(place, who)
    draws = read_draws(parameters, size.seed)
    with opened(store) as kept:
        trial = Trial(kept, place, who, *size, begins, draws, workers, scheduler, progress)
        base = next(iter(trial.arms([]).values()))
        _check(base, place, who, trial.tally)
        starts = {before: supports.plan(before=before) for before in supports.starts}
        loads = {caseload: supports.plan(caseload=caseload) for caseload in supports.caseloads}
        arms = trial.arms([*starts.values(), *loads.values()])
        order = greedy(supports.kinds, supports.together, trial.arms, steps=steps)
        tally = trial.tally
    return Guidelines(
        place,
        who,
        supports,
        *size,
        begins,
        draws,
        base,
        grid(list(starts), [package.id for package in starts.values()], arms, base),
        order,
        grid(list(loads), [package.id for package in loads.values()], arms, base),
        tally,
        _command(territory if isinstance(territory, str) else place.id, who, size, start, steps, draws),
    )


def _check(base: Arm, place: Territory, who: Profile, tally: Tally) -> None:
    if np.isnan(base.people).all():
        first = next(iter(tally.failed.values()))
        raise Failure(f"{place.id}: no run could be computed; the first one said: {first.short}")
    people = float(np.nanmean(base.people))
    if people < FEWEST:
        raise Failure(
            f'profile "{who.text}": about {people:.1f} people in {place.name} with a year after their exit, expected '
            f"at least {FEWEST}: so few synthetic lives say nothing. Widen the profile, or take more months."
        )


def _command(place: str, who: Profile, size: Any, start: str | None, steps: int, draws: ParameterDraws) -> str:
    words = ["approdo", "guidelines", place, *(["--profile", who.text] if who.text else [])]
    words += ["--start", start] if start is not None else []
    words += ["--steps", str(steps)] if steps != STEPS else []
    return f"{shlex.join([*words, *draws.words])} --months {size.months} --runs {size.runs} --seed {size.seed}"


def _value(dose: Dose | None) -> int | None:
    return None if dose is None else dose.value


def _grid(found: Grid) -> dict[str, Any]:
    return {
        "doses": [
            {
                "value": dose.value,
                "homeless_months": _uncertainty(dose.effect),
                "stable": _estimate(dose.stable),
                "work": _estimate(dose.work),
                "retained": _estimate(dose.retained),
                "cost_eur": _estimate(dose.cost),
                "eur_per_month_averted": _estimate(dose.per_month),
                "helps": dose.helps,
                "depends_on_definition": dose.depends_on_definition,
            }
            for dose in found.doses
        ],
        "best": [dose.value for dose in found.best],
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "chosen": step.chosen,
        "tied": list(step.tied),
        "confirmed": _uncertainty(step.confirmed),
        "eur_per_month_averted": None if step.per_month is None else _estimate(step.per_month),
        "candidates": [{"kind": each.kind, **_estimate(each.adds), "tied": each.tied} for each in step.candidates],
    }


def _uncertainty(found: Uncertainty | None) -> Mapping[str, Any] | None:
    if found is None:
        return None
    return {
        **_estimate(found.mean),
        "worlds_low": found.worlds.low,
        "worlds_high": found.worlds.high,
        "other_sign": None if found.flips is None else found.flips.value,
    }


def _estimate(found: Estimate) -> dict[str, Any]:
    made: dict[str, Any] = {"mean": found.mean, "low": found.low, "high": found.high, "n": found.n}
    return {**made, "why": found.why} if found.why else made
