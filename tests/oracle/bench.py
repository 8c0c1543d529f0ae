"""The oracle's and the engine's time in the same small world."""

import time

from approdo.model import monthly
from approdo.model.engine import LAST, open_arm
from approdo.model.parameters import load_parameters
from approdo.model.population import create_world
from approdo.model.processes import ALL, months
from approdo.model.programme import compile_programme, empty_programme

from .cases import MONTHS, PACKAGES, province, start
from .model import OracleModel


def oracle_run(seed: int = 0, package: str = "housing") -> tuple[float, float, float]:
    """Return person-months of the recorded months, and the CPU seconds of the oracle and of the engine for them."""
    parameters = load_parameters()
    case = (province(seed), parameters, start(seed), MONTHS, seed)
    world, oracle = create_world(*case), OracleModel(*case)
    p = parameters.record()
    months(world, empty_programme(1), p, -int(world.burn[0]), 0, 0, LAST, ALL)
    while oracle.month < 0:
        oracle.step()
    programme = compile_programme(PACKAGES[package], parameters, start(seed), MONTHS)
    slow = oracle.under(programme)
    began = time.process_time()
    while slow.month < MONTHS:
        slow.step()
    oracle_seconds = time.process_time() - began
    arms = [open_arm(world, programme, MONTHS) for _ in range(20)]
    began = time.process_time()
    for arm in arms:
        months(arm, programme, p, 0, MONTHS, 0, LAST, ALL)
    engine_seconds = (time.process_time() - began) / len(arms)
    series = arms[0].record.series
    people = float(series[:, monthly.OUT].sum() + series[:, monthly.RECEPTION].sum())
    return people, oracle_seconds, engine_seconds
