"""What a worker process does: compute one seed of one world, every arm of it. Imports the engine and nothing big."""

import threading
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing import connection, parent_process
from os import _exit
from typing import TYPE_CHECKING

from approdo.model.errors import Failure

from .records import Encoded, Failed, encode

if TYPE_CHECKING:
    from approdo.model.engine import Begun
    from approdo.model.levers import Lever
    from approdo.model.parameters import Parameters
    from approdo.model.territory import Territory

    from .events import Event
    from .kept_worlds import KeptWorlds


@dataclass(frozen=True, eq=False)
class Task:
    """One seed of one world and the arms that are wanted there; all that a worker anywhere needs (about 50 kB).

    `territories` are one, or several between which people move. `arms` is [arm][territory] of levers, `wanted` which
    of them are asked for. `model` is the hash of the rules on the machine that asks: a worker with other rules must
    not answer.
    """

    territories: "tuple[Territory, ...]"
    parameters: "Parameters"
    arms: tuple[tuple[tuple["Lever", ...], ...], ...]
    wanted: tuple[tuple[int, int], ...]
    start: int
    months: int
    seed: int
    model: str
    events: "tuple[Event, ...]" = ()


_worlds: "KeptWorlds | None" = None  # of a process that is asked about the same worlds again and again


def keep_worlds(most_bytes: int) -> None:
    """Keep worlds after their burn-in in the memory of this process from now on."""
    from .kept_worlds import KeptWorlds

    global _worlds
    _worlds = KeptWorlds(most_bytes)


def beginning() -> "Begun":
    """Return what gives a world after its burn-in: the worlds that are kept, or the engine."""
    from approdo.model import engine

    return engine.begin if _worlds is None else _worlds.begin


def begin() -> None:
    """End this process with the one that started it."""
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    connection.wait([sentinel])
    _exit(1)


def compute(task: Task) -> list[Encoded | Failed]:
    """Return one result for each arm and territory that is wanted, in that order; a failure is a result.

    Raises:
        Failure: this process has other rules than the one that asks.
    """
    from approdo.model.engine import model_hash

    if model_hash() != task.model:
        raise Failure(
            "a worker has another version of the model than this machine: its numbers would be others. "
            "Install the same version on every worker, and start the workers again."
        )
    found = _compute(task, task.arms)
    return [found[arm][place] for arm, place in task.wanted]


def _compute(task: Task, arms: Sequence[tuple[tuple["Lever", ...], ...]]) -> list[list[Encoded | Failed]]:
    """Compute the arms together, and one by one only if together fails."""
    from approdo.model import engine

    try:
        found = engine.run_together(
            task.territories,
            task.parameters,
            arms,
            task.start,
            task.months,
            task.seed,
            events=task.events,
            begun=beginning(),
        )
        return [[encode(result) for result in places] for places in found]
    except Exception as error:  # noqa: BLE001 - whatever breaks one run must not end the others
        if len(arms) > 1:
            return [result for arm in arms for result in _compute(task, [arm])]
        return [[Failed(f"{type(error).__name__}: {error}", traceback.format_exc())] * len(task.territories)]
