"""Computes the runs that a store lacks: in worker processes, with one writer, and such that nothing done is lost."""

import hashlib
import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from approdo.model.calendar import month_text
from approdo.model.errors import BadInput, Failure

from .pool import run_all
from .records import Encoded, Failed
from .store import Entry, Store
from .worker import Task, World, begin, compute, compute_in

if TYPE_CHECKING:
    from .scenario import Scenario

# A pool takes about a second to start and load the compiled rules; below this much work one process is faster.
WORTH_A_POOL: Final = 3.0  # seconds of work left

Progress = Callable[[int, int], None]  # runs done, runs in all


class Interrupted(Failure):
    """Ctrl-C: what is done is kept."""


@dataclass
class Tally:
    """What a call of `complete` did: runs found in the store, computed now, failed; seconds."""

    total: int
    found: int = 0
    computed: int = 0
    failed: dict[str, Failed] = field(default_factory=dict)
    seconds: float = 0.0
    workers: int = 1
    store: str = ""

    @property
    def kept(self) -> int:
        """Runs that are in the store now."""
        return self.found + self.computed


def run_keys(scenario: "Scenario", seeds: Sequence[int]) -> list[str]:
    """Return the store's key of each run; the same as ``scenario.key(seed)``, without repeating the long part."""
    return [entry.key for entry in entries(scenario, seeds)]


def entries(scenario: "Scenario", seeds: Sequence[int]) -> list[Entry]:
    """Return what identifies each run of a scenario."""
    from approdo.model.engine import model_hash

    canonical = json.dumps(scenario.canonical(), sort_keys=True, separators=(",", ":"), allow_nan=False)
    common: dict[str, Any] = {
        "digest": hashlib.sha256(canonical.encode()).hexdigest(),
        "canonical": canonical,
        "model_hash": model_hash(),
        "territory": scenario.territory.id,
        "package": scenario.package.id,
        "start": month_text(scenario.start),
        "months": scenario.months,
    }
    begun = hashlib.sha256(f"[{canonical},".encode())
    listed = []
    for seed in seeds:
        digest = begun.copy()
        digest.update(f'{seed},"{common["model_hash"]}"]'.encode())
        listed.append(Entry(key=digest.hexdigest(), seed=seed, **common))
    return listed


def complete(
    store: Store,
    scenarios: Sequence["Scenario"],
    seeds: Sequence[int],
    *,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Tally:
    """Compute every (scenario, seed) that the store lacks, and keep each as soon as it is done.

    Args:
        store: where runs are kept.
        scenarios: arms; those of one territory, start and length share a world and its burn-in.
        seeds: of the runs, all different.
        workers: processes; None for one per processor (and none at all for little work), 1 for this process only.
        progress: told ``(done, total)`` after every run.

    Raises:
        BadInput: `workers` is not at least 1.
        Interrupted: Ctrl-C; the same call goes on from there.
        Failure: the store cannot be written, or workers keep dying.
    """
    if workers is not None and not 1 <= workers <= 1024:
        raise BadInput(f"workers = {workers}, expected 1 to 1024 (processes).")
    begun = time.monotonic()
    plan = _Plan(store, scenarios, seeds)
    tally = Tally(plan.total, found=plan.found, workers=1)
    told = progress or (lambda done, total: None)
    told(tally.found, tally.total)
    with _interruptible() as stopped:
        try:
            for task, results in _results(plan, workers, tally, stopped):
                plan.keep(store, task, results, tally)
                told(tally.kept + len(tally.failed), tally.total)
        except KeyboardInterrupt:
            raise Interrupted(_interrupted(tally)) from None
        if stopped() and tally.kept + len(tally.failed) < tally.total:
            raise Interrupted(_interrupted(tally))
    tally.seconds = time.monotonic() - begun
    return tally


def _interrupted(tally: Tally) -> str:
    return f"Stopped: {tally.kept} of {tally.total} runs are kept; the same command goes on from there."


class _Plan:
    """Which runs are missing, as tasks: one task is one seed of one world with its missing arms."""

    def __init__(self, store: Store, scenarios: Sequence["Scenario"], seeds: Sequence[int]) -> None:
        by_scenario = {
            listed[0].digest: (scenario, listed) for scenario in scenarios if (listed := entries(scenario, seeds))
        }
        keys = [entry.key for _, listed in by_scenario.values() for entry in listed]
        present = store.present(keys)
        self.total, self.found = len(keys), len(present)
        groups: dict[str, list[tuple[Scenario, list[Entry]]]] = {}
        for scenario, listed in by_scenario.values():
            shared = json.dumps({**scenario.canonical(), "levers": None}, sort_keys=True)
            groups.setdefault(shared, []).append((scenario, listed))
        self.worlds = [_world([scenario for scenario, _ in group]) for group in groups.values()]
        self._entries: dict[tuple[int, int, int], Entry] = {}
        self.tasks: list[Task] = []
        for position, seed in enumerate(seeds):
            for world, group in enumerate(groups.values()):
                missing = [arm for arm, (_, listed) in enumerate(group) if listed[position].key not in present]
                for arm in missing:
                    self._entries[world, arm, seed] = group[arm][1][position]
                if missing:
                    self.tasks.append(Task(world, seed, tuple(missing)))

    def keep(self, store: Store, task: Task, results: Sequence[Encoded | Failed], tally: Tally) -> None:
        """Write the results of a task, each as soon as it is there."""
        from approdo.model.outcomes import TOTALS

        for arm, result in zip(task.arms, results, strict=True):
            entry = self._entries[task.world, arm, task.seed]
            if isinstance(result, Failed):
                store.save_failure(entry, result)
                tally.failed[entry.key] = result
            else:
                store.save(entry, result, TOTALS)
                tally.computed += 1


def _world(scenarios: Sequence["Scenario"]) -> World:
    first = scenarios[0]
    arms = tuple(scenario.package.levers for scenario in scenarios)
    # A scenario knows its territory and parameters by what it needs of them; the engine needs the whole.
    territory: Any = first.territory
    parameters: Any = first.parameters
    return World(territory, parameters, arms, first.start, first.months)


def _results(
    plan: _Plan, workers: int | None, tally: Tally, stopped: Callable[[], bool]
) -> Iterator[tuple[Task, list[Encoded | Failed]]]:
    """Yield results: from this process while little is left, then from a pool."""
    wanted = workers if workers is not None else _processors()
    seconds: list[float] = []
    for number, task in enumerate(plan.tasks):
        left = len(plan.tasks) - number
        # The first task also loads (or compiles) the rules, so it says nothing about the others.
        per_task = sum(seconds[1:]) / len(seconds[1:]) if len(seconds) > 1 else 0.0
        if min(wanted, left) > 1 and per_task * left > WORTH_A_POOL:
            tally.workers = min(wanted, left)
            yield from run_all(
                compute,
                plan.tasks[number:],
                tally.workers,
                lost=_lost,
                start=begin,
                start_with=(plan.worlds,),
                stopped=stopped,
            )
            return
        if stopped():
            return
        begun = time.monotonic()
        yield task, compute_in(plan.worlds[task.world], task.seed, task.arms)
        seconds.append(time.monotonic() - begun)


def _lost(task: Task) -> list[Encoded | Failed]:
    text = "the worker process died each time it was tried (often: not enough memory)"
    return [Failed(text, "") for _ in task.arms]


def _processors() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on Linux
        return os.cpu_count() or 1


@contextmanager
def _interruptible() -> Iterator[Callable[[], bool]]:
    """Turn the first Ctrl-C into a flag, so that it never falls into the middle of a write; the second one bites."""
    event = threading.Event()
    if threading.current_thread() is not threading.main_thread() or signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        yield event.is_set
        return

    def hear(*_: object) -> None:
        if event.is_set():
            raise KeyboardInterrupt
        event.set()

    before = signal.signal(signal.SIGINT, hear)
    try:
        yield event.is_set
    finally:
        signal.signal(signal.SIGINT, before)
