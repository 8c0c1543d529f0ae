"""The engine's CPU per person-month: whole, by process, by size; its memory."""

import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from approdo.experiments.scenario import load_package
from approdo.model.engine import LAST, begin, open_arm
from approdo.model.levers import LEVERS, Lever, read_lever
from approdo.model.parameters import load_parameters
from approdo.model.processes import ALL, SCHEDULE, months
from approdo.model.programme import compile_programme
from approdo.model.territory import Territory, load_territory
from approdo.model.world import World
from tests.memory import peak_bytes
from tests.worlds import START

from .measure import MONTHS, cpu, person_months

ROUNDS = 4


def levers_of(package: str) -> tuple[Lever, ...]:
    """Return the levers of a package by name; `all levers` switches on every kind at its defaults."""
    if package == "all levers":
        return tuple(read_lever({"kind": kind, "months": MONTHS}) for kind in LEVERS)
    return load_package(package).levers


def engine_ns(territory: Territory, package: str, recorded: int = MONTHS, times: int = 7) -> tuple[float, float]:
    """Return ns per person-month of the recorded months of one arm, and the people there on average."""
    parameters = load_parameters()
    programme = compile_programme(levers_of(package), parameters, START, recorded)
    world = begin(territory, parameters, START, recorded, 1)
    p = parameters.record()
    arms = [open_arm(world, programme, recorded)]

    def arm() -> None:
        arms.clear()  # its memory is used again: a run has no copy of what it does not need any more
        arms.append(open_arm(world, programme, recorded))
        months(arms[0], programme, p, 0, recorded, 0, LAST, ALL)

    seconds = cpu(arm, times)
    people = person_months(arms[0])
    return seconds / people * 1e9, people / recorded


def by_process(territory: Territory, package: str) -> dict[str, float]:
    """Return ns per person-month of each process: the least of a few rounds for each month, less that of the call.

    A call is measured right before: it takes longer when something else was done than again and again.
    """
    parameters = load_parameters()
    programme = compile_programme(levers_of(package), parameters, START, MONTHS)
    p = parameters.record()
    world = begin(territory, parameters, START, MONTHS, 1)
    least, call = np.full((MONTHS, LAST), np.inf), np.full((MONTHS, LAST), np.inf)
    mine = world
    for _ in range(ROUNDS):
        mine = open_arm(world, programme, MONTHS)
        for t in range(MONTHS):
            for k in range(LAST):
                call[t, k] = min(call[t, k], _seconds(mine, programme, p, t, k, k))
                least[t, k] = min(least[t, k], _seconds(mine, programme, p, t, k, k + 1))
    spent = np.maximum(least - call, 0.0).sum(axis=0) / person_months(mine) * 1e9
    return {process.name: float(ns) for process, ns in zip(SCHEDULE, spent, strict=True)}


def _seconds(world: World, programme: object, p: object, t: int, first: int, last: int) -> float:
    """Return the CPU seconds of some processes of a month; of none when `first` is `last`."""
    begun = time.thread_time()
    months(world, programme, p, t, t + (last > first), first, last, ALL)  # type: ignore[arg-type]
    return time.thread_time() - begun


def bytes_per_person(territory: Territory) -> tuple[float, float]:
    """Return by how much a process grows at the most in a run of one arm, for each person present and each held.

    Present are those in the territory, on average; held are the rows of the tables, of those expected and gone too.
    In a process of its own, after a run that does not count: it loads the compiled rules, which all runs share.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
        return fresh.submit(_growth, territory).result()


def _growth(territory: Territory) -> tuple[float, float]:
    parameters = load_parameters()
    programme = compile_programme((), parameters, START, MONTHS)
    engine_ns(load_territory("sondrio"), "none", 1, 1)
    Path("/proc/self/clear_refs").write_text("5")  # the peak of the process is what it has now
    before = peak_bytes()
    world = begin(territory, parameters, START, MONTHS, 1)
    arm = open_arm(world, programme, MONTHS, last=True)
    months(arm, programme, parameters.record(), 0, MONTHS, 0, LAST, ALL)
    grown = peak_bytes() - before
    return grown / (person_months(arm) / MONTHS), grown / arm.people.id.size
