"""Pilots compared: each in every place beside no policy, over the same worlds, and what that recommends."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from approdo.experiments.compare import opened
from approdo.experiments.guidelines.answer import LEAST_RUNS
from approdo.experiments.guidelines.profile import Profile, read_profile
from approdo.experiments.influence import Screening, read_screening
from approdo.experiments.package import Package, load_package
from approdo.experiments.parameter_draws import Given, ParameterDraws
from approdo.experiments.ranking import Ranking, rank_arms
from approdo.experiments.request import SEED, Request, read_request
from approdo.experiments.runner import Progress, Tally, complete_runs, keys_of
from approdo.experiments.scenario import validate_run
from approdo.experiments.statistics import Real
from approdo.experiments.store import Store
from approdo.experiments.together import is_thin
from approdo.experiments.uncertainty import uncertainty
from approdo.model.errors import BadInput, Failure
from approdo.model.territory import Territory

from .effects import Effect, Recommendation, effect_document, recommendation_document
from .evidence import GRADES, evidence, is_assumption_driven, unsourced_share
from .protocol import BEGIN, LEAST_MONTHS, PILOT_MONTHS, Pilot, Protocol, pilots_of
from .reached import reached

MONTHS: Final = 36
RUNS: Final = 32
PACKAGE: Final = "integras"


@dataclass(frozen=True, eq=False)
class Pilots:
    """The answer; `effects` by place and pilot, `recommendations` the strongest evidence first."""

    request: Request
    protocol: Protocol
    pilots: tuple[Pilot, ...]
    left_out: tuple[str, ...]
    effects: tuple[Effect, ...]
    recommendations: tuple[Recommendation, ...]
    screening: Screening | None
    tally: Tally
    command: str

    @property
    def territories(self) -> tuple[Territory, ...]:
        """The places, in the order asked for."""
        return tuple({each.territory.id: each.territory for each in self.effects}.values())

    @property
    def counted(self) -> tuple[Territory, ...]:
        """The places that are not thin."""
        return tuple(place for place in self.territories if not is_thin(place))

    @property
    def draws(self) -> ParameterDraws:
        """The parameters of the runs."""
        return self.request.draws

    @property
    def assumption_driven(self) -> bool:
        """Whether more than half of the spread of an effect follows from assumptions, by the record."""
        return is_assumption_driven(self.screening)

    def of(self, pilot: Pilot) -> tuple[Effect, ...]:
        """Return the effects of a pilot, place by place."""
        return tuple(each for each in self.effects if each.pilot is pilot)

    def document(self) -> dict[str, Any]:
        """Return the answer, ready for JSON."""
        return {
            "protocol": {
                "months": self.protocol.months,
                "pilot_months": self.protocol.pilot_months,
                "profile": self.protocol.profile.text or None,
            },
            "left_out": list(self.left_out),
            "effects": [effect_document(each) for each in self.effects],
            "recommendations": [recommendation_document(each) for each in self.recommendations],
            "assumption_driven": self.assumption_driven,
            "unsourced_share": None if self.screening is None else unsourced_share(self.screening),
            "reproduce": self.command,
        }


def compare_pilots(
    territories: Sequence[str] = (),
    packages: Sequence[str | Path] = (PACKAGE,),
    profile: str = "",
    *,
    months: int = MONTHS,
    pilot_months: int = PILOT_MONTHS,
    runs: int = RUNS,
    seed: int = SEED,
    start: str | None = None,
    store: Store | str | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    progress: Progress | None = None,
    parameters: Given = "prior",
) -> Pilots:
    """Run every action of some packages as a pilot in every place, with one protocol.

    Args:
        territories: at least two; none: those that the packages name.
        packages: whose actions are the pilots.
        profile: people that all pilots are about, ``"sex=female"``; empty: everybody with a permit.
        months: recorded months, from 36.
        pilot_months: for which each pilot takes people, 1 to what is left of `months` after the first year.
        runs: pairs of runs in each place.
        seed: the same seed gives the same answer.
        start: first month everywhere; None for the packages' own, else each territory's data month.
        store: address of the database of runs, or an open one; None for the user's.
        workers: processes; None for one per processor.
        scheduler: address of a Dask cluster in place of processes.
        progress: told ``(runs done, runs in all)``.
        parameters: see `parameter_draws.Given`.

    Raises:
        BadInput: something asked for does not exist or is out of range.
        Failure: as in `compare`.
    """
    size = validate_run(months, runs, seed)
    loaded = [load_package(each) for each in packages or (PACKAGE,)]
    who = read_profile(profile)
    _check(size.months, size.runs, pilot_months)
    protocol = Protocol(size.months, pilot_months, who)
    pilots, left_out = pilots_of(loaded, protocol)
    places = list(territories) or list(dict.fromkeys(name for package in loaded for name in package.territories))
    begins = start if start is not None else _start(loaded)
    request = read_request(
        "pilots",
        places,
        [pilot.package for pilot in pilots],
        months=size.months,
        runs=size.runs,
        seed=size.seed,
        start=begins,
        parameters=parameters,
    )
    if len(request.scenarios) < 2:
        raise BadInput("pilots: one place cannot say what transfers. Give at least two territories.")
    with opened(store) as kept:
        tally = complete_runs(
            kept, request.all_runs(range(size.runs)), workers=workers, scheduler=scheduler, progress=progress
        )
        tally.store = kept.name
        effects = tuple(_effects(kept, request, pilots, who))
    if all(each.people is None for each in effects):
        raise Failure(f"pilots: no run could be computed; the first one said: {_first(tally)}")
    screening = read_screening()
    command = _command(territories, packages, who, size, pilot_months, start, request.draws)
    ranked = _recommendations(pilots, effects, is_assumption_driven(screening))
    return Pilots(request, protocol, pilots, left_out, effects, ranked, screening, tally, command)


def _check(months: int, runs: int, pilot_months: int) -> None:
    if months < LEAST_MONTHS:
        raise BadInput(f"months = {months}, expected {LEAST_MONTHS} to 120: a year before the pilots, two to follow.")
    if runs < LEAST_RUNS:
        raise BadInput(f"runs = {runs}, expected at least {LEAST_RUNS}: fewer give no interval worth reading.")
    if not 1 <= pilot_months <= months - BEGIN:
        raise BadInput(f"pilot months = {pilot_months}, expected 1 to {months - BEGIN}: pilots begin after a year.")


def _start(packages: Sequence[Package]) -> int | None:
    """Return the month in which all pilots begin: the first package's that says one."""
    return next((package.starts for package in packages if package.starts is not None), None)


def _first(tally: Tally) -> str:
    return next(iter(tally.failed.values())).short if tally.failed else "nothing was run"


def _effects(store: Store, request: Request, pilots: Sequence[Pilot], who: Profile) -> list[Effect]:
    made = []
    for scenarios in request.scenarios:
        keys = [keys_of(request.arm_runs(scenario, range(request.runs))) for scenario in scenarios]
        place: Any = scenarios[0].territory
        made += [Effect(pilot, place, reached(store, keys[0], keys[n + 1], who)) for n, pilot in enumerate(pilots)]
    return made


def _recommendations(
    pilots: Sequence[Pilot], effects: Sequence[Effect], assumption_driven: bool
) -> tuple[Recommendation, ...]:
    counted = {pilot.id: [each for each in effects if each.pilot is pilot and not each.thin] for pilot in pilots}
    means = {name: _mean([each.reached.homeless for each in found]) for name, found in counted.items()}
    known = [name for name in means if np.isfinite(means[name]).any()]
    ranks = {rank.arm: (rank.low, rank.high) for rank in _ranking(known, means).ranks} if known else {}
    made = [
        Recommendation(
            pilot,
            evidence([each.homeless for each in counted[pilot.id]], assumption_driven),
            uncertainty(means[pilot.id]),
            ranks.get(pilot.id),
            _differs([each.reached.homeless for each in counted[pilot.id]]),
        )
        for pilot in pilots
    ]
    return tuple(sorted(made, key=lambda each: (GRADES.index(each.evidence.grade), *_order(each))))


def _order(each: Recommendation) -> tuple[int, float, str]:
    mean = each.mean.mean.mean
    return (each.rank[0] if each.rank else 10**6, float("inf") if mean is None else mean, each.pilot.id)


def _mean(columns: Sequence[Real]) -> Real:
    """Return the mean over places, run by run; NaN where a place has none."""
    return np.stack(columns).mean(axis=0) if columns else np.full(1, np.nan)


def _ranking(names: Sequence[str], means: dict[str, Real]) -> Ranking:
    return rank_arms(names, [means[name] for name in names])


def _differs(columns: Sequence[Real]) -> bool:
    """Tell whether two places clearly differ, over all pairs at once: their runs share draws of the assumptions."""
    if len(columns) < 2:
        return False
    pairs = rank_arms([str(number) for number in range(len(columns))], columns).pairs
    return any(pair.difference.clear for pair in pairs)


def _command(
    territories: Sequence[str],
    packages: Sequence[str | Path],
    who: Profile,
    size: Any,
    pilot_months: int,
    start: str | None,
    draws: ParameterDraws,
) -> str:
    words = ["approdo", "pilots", *territories]
    for each in packages:
        words += ["--package", str(each)] if each != PACKAGE or len(packages) > 1 else []
    words += ["--profile", who.text] if who.text else []
    words += ["--pilot-months", str(pilot_months)] if pilot_months != PILOT_MONTHS else []
    words += ["--start", start] if start is not None else []
    return f"{shlex.join([*words, *draws.words])} --months {size.months} --runs {size.runs} --seed {size.seed}"
