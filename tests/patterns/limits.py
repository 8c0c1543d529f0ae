"""Worlds of the limit cases: parameters outside their ranges on purpose, and dearer provinces."""

import dataclasses
from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from approdo.model import monthly
from approdo.model.engine import begin, live, open_arm
from approdo.model.levers import Lever
from approdo.model.parameters import Parameters, load_parameters
from approdo.model.programme import compile_programme
from approdo.model.territory import Territory
from approdo.model.world import World
from tests.worlds import START


def limit(changes: Mapping[str, float]) -> Parameters:
    """Return the defaults with some values replaced, whatever their ranges."""
    rows = load_parameters().rows
    assert not set(changes) - {row.name for row in rows}
    return Parameters(tuple(dataclasses.replace(row, value=changes.get(row.name, row.value)) for row in rows))


def dearer(place: Territory, times: float) -> Territory:
    """Return the territory with every asking rent multiplied."""
    figures = dict(place.figures)
    figures["ask_ratio"] = dataclasses.replace(figures["ask_ratio"], value=figures["ask_ratio"].value * times)
    return dataclasses.replace(place, figures=MappingProxyType(figures), digest=f"{place.digest} x {times}")


def lives(
    place: Territory, parameters: Parameters, arms: list[tuple[Lever, ...]], months: int, seed: int
) -> list[World]:
    """Return the world of each arm after its months."""
    world = begin(place, parameters, START, months, seed)
    found = []
    for levers in arms:
        programme = compile_programme(levers, parameters, START, months)
        found.append(live(open_arm(world, programme, months), programme, parameters, months))
    return found


def homeless(world: World) -> float:
    """Return the homeless person-months (EL1-6) of a run."""
    return float(world.record.series[:, monthly.BROAD].sum())


def mean_and_error(values: list[float]) -> tuple[float, float]:
    """Return the mean and its standard error."""
    sample: NDArray[np.float64] = np.array(values)
    return float(sample.mean()), float(sample.std(ddof=1) / np.sqrt(len(sample)))
