"""What a worker process does: compute one seed of one world, every arm of it. Imports the engine and nothing big."""

import threading
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing import connection, parent_process
from os import _exit
from typing import TYPE_CHECKING

from .records import Encoded, Failed, encode

if TYPE_CHECKING:
    from approdo.model.levers import Lever
    from approdo.model.parameters import Parameters
    from approdo.model.territory import Territory


@dataclass(frozen=True)
class World:
    """What the arms of a comparison share, and the arms."""

    territory: "Territory"
    parameters: "Parameters"
    arms: tuple[tuple["Lever", ...], ...]
    start: int
    months: int


@dataclass(frozen=True)
class Task:
    """One seed of a world and the arms that are wanted: positions in the lists of worlds and of arms."""

    world: int
    seed: int
    arms: tuple[int, ...]


_worlds: Sequence[World] = ()


def begin(worlds: Sequence[World]) -> None:
    """Receive the worlds once, when the process starts, and end with the process that started it."""
    global _worlds
    _worlds = worlds
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    connection.wait([sentinel])
    _exit(1)


def compute(task: Task) -> list[Encoded | Failed]:
    """Return one result for each arm of the task, in its order; a failure is a result."""
    return compute_in(_worlds[task.world], task.seed, task.arms)


def compute_in(world: World, seed: int, arms: Sequence[int]) -> list[Encoded | Failed]:
    """Compute the arms of a world with one seed: together, and one by one only if together fails."""
    from approdo.model import engine

    try:
        chosen = [world.arms[arm] for arm in arms]
        results = engine.run_arms(world.territory, world.parameters, chosen, world.start, world.months, seed)
        return [encode(result) for result in results]
    except Exception as error:  # noqa: BLE001 - whatever breaks one run must not end the others
        if len(arms) > 1:
            return [result for arm in arms for result in compute_in(world, seed, [arm])]
        return [Failed(f"{type(error).__name__}: {error}", traceback.format_exc())]
