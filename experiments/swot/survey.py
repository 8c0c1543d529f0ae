"""Profiles of one or all territories: data, a short baseline of each that is compared, peers, rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from approdo.experiments.runner import Progress, Tally
from approdo.experiments.store import Store
from approdo.experiments.summary import Summary, simulate
from approdo.experiments.together import is_thin
from approdo.model.errors import BadInput
from approdo.model.territory import Territory, load_territory, territory_names

from .lines import Value, data_value, lines
from .peers import peers_of
from .profile import Place, Profile, profile
from .simulated import simulated_values

MONTHS: Final = 24  # the shortest horizon with a year of people who are followed for a year
RUNS: Final = 16


@dataclass(frozen=True, eq=False)
class Survey:
    """Profiles, and the simulation that they rest on."""

    profiles: tuple[Profile, ...]
    summary: Summary

    @property
    def tally(self) -> Tally:
        """Of the baseline's runs."""
        return self.summary.tally


def survey(
    territories: Sequence[str] = (),
    own: Sequence[Place] = (),
    *,
    runs: int = RUNS,
    seed: int = 1,
    store: Store | str | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    progress: Progress | None = None,
) -> Survey:
    """Return the profiles of some territories, or of all; ranks are among those that are not thin.

    Args:
        territories: names or files; none for every built-in one.
        own: lines that are judged by other rules, such as those of a self-assessment (`assessed.py`).
        runs: of each baseline, with the model's numbers as they stand.
        seed: of the runs.
        store: address of the database of runs, or an open one; None for the user's.
        workers: processes; None for one per processor.
        scheduler: address of a Dask cluster that takes the place of processes.
        progress: told ``(runs done, runs in all)``.

    Raises:
        BadInput: a territory that does not exist, or too few runs.
        Failure: the runs could not be made or kept.
    """
    if runs < 2:
        raise BadInput(f"--runs {runs}: expected 2 or more: a profile needs to know how sure its simulated lines are.")
    known = [load_territory(name) for name in territory_names()]
    asked = [load_territory(name) for name in territories] if territories else known
    places = {place.id: place for place in (*known, *asked)}
    # A thin territory is compared with nobody: simulating it would turn assumptions into something like a fact.
    compared = [place for place in places.values() if not is_thin(place)]
    summary = simulate(
        compared,
        months=MONTHS,
        runs=runs,
        seed=seed,
        store=store,
        workers=workers,
        scheduler=scheduler,
        progress=progress,
    )
    table = {place.id: _data(place) for place in places.values()}
    for arm in summary.arms:
        table[arm.territory.id] |= simulated_values(arm)
    whole = {place.id: table[place.id] for place in compared}
    profiles = tuple(
        profile(place, peers_of(place, compared), {**whole, place.id: table[place.id]}, own) for place in asked
    )
    return Survey(profiles, summary)


def data_profile(place: Territory) -> Profile:
    """Return the profile of a territory from its data alone: simulated lines are not known."""
    known = {each.id: each for each in (*map(load_territory, territory_names()), place)}
    compared = [each for each in known.values() if not is_thin(each)]
    table = {each.id: _data(each) for each in (*compared, place)}
    return profile(place, peers_of(place, compared), table)


def _data(place: Territory) -> dict[str, Value]:
    found = {line.id: data_value(line.id, place) for line in lines() if not line.unknown and not line.simulated}
    return {**found, **{line.id: Value(None, why="thin") for line in lines() if line.simulated}}
