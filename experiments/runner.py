"""Computes the runs that a store lacks: in worker processes, with one writer, and such that nothing done is lost."""

import hashlib
import json
import math
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from approdo.model.calendar import month_text
from approdo.model.errors import BadInput, Failure

from .cluster import Cluster, check_address
from .pool import Processes, run_all
from .records import Encoded, Failed
from .store import Entry, Store
from .worker import Task, compute

if TYPE_CHECKING:
    from approdo.model.levers import Lever

    from .scenario import Scenario

# A pool takes about a second to start and load the compiled rules; below this much work one process is faster.
WORTH_A_POOL: Final = 3.0  # seconds of work left

Progress = Callable[[int, int], None]  # runs done, runs in all
Run: TypeAlias = "tuple[Scenario, int]"  # with its seed
Done: TypeAlias = tuple[Task, list[Encoded | Failed]]


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


def keys_of(runs: Sequence[Run]) -> list[str]:
    """Return the store's key of each of a list of runs."""
    return [entry.key for entry in _entries(runs)]


def _entries(runs: Sequence[Run]) -> list[Entry]:
    seeds: dict[int, list[int]] = {}
    for scenario, seed in runs:
        seeds.setdefault(id(scenario), []).append(seed)
    scenarios = {id(scenario): scenario for scenario, _ in runs}
    listed = {name: iter(entries(scenario, seeds[name])) for name, scenario in scenarios.items()}
    return [next(listed[id(scenario)]) for scenario, _ in runs]


def entries(scenario: "Scenario", seeds: Sequence[int]) -> list[Entry]:
    """Return what identifies each run of a scenario."""
    from approdo.model.engine import model_hash

    common: dict[str, Any] = {
        "digest": hashlib.sha256(scenario.text.encode()).hexdigest(),
        "canonical": scenario.text,
        "model_hash": model_hash(),
        "territory": scenario.territory.id,
        "package": scenario.package.id,
        "start": month_text(scenario.start),
        "months": scenario.months,
    }
    begun = hashlib.sha256(f"[{scenario.text},".encode())
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
    scheduler: str | None = None,
    progress: Progress | None = None,
) -> Tally:
    """Compute every (scenario, seed) that the store lacks, and keep each as soon as it is done.

    Args:
        store: where runs are kept.
        scenarios: arms; those of one territory, start and length share a world and its burn-in.
        seeds: of the runs, all different.
        workers: processes; None for one per processor (and none at all for little work), 1 for this process only.
        scheduler: address of a Dask cluster that takes the place of processes, ``tcp://127.0.0.1:8786``.
        progress: told ``(done, total)`` after every run.

    Raises:
        BadInput: `workers` is not at least 1, or `scheduler` is no address.
        Interrupted: Ctrl-C; the same call goes on from there.
        Failure: the store cannot be written, workers keep dying, or nobody answers at `scheduler`.
    """
    runs = [(scenario, seed) for seed in seeds for scenario in scenarios]
    return complete_runs(store, runs, workers=workers, scheduler=scheduler, progress=progress)


def complete_runs(
    store: Store,
    runs: Sequence[Run],
    *,
    workers: int | None = None,
    scheduler: str | None = None,
    progress: Progress | None = None,
    until: float = math.inf,
    at_once: int = 1,
) -> Tally:
    """Compute those of a list of runs that the store lacks, in about that order; arguments and errors as `complete`.

    Runs that differ only in their package share a world and its burn-in; so do provinces that are run together. After
    `until` (of `time.monotonic`) no run is begun; what is left then is no error. The runs of `at_once` worlds are
    written together, which takes less time; a process that is killed takes those with it that are not written.
    """
    if workers is not None and not 1 <= workers <= 1024:
        raise BadInput(f"workers = {workers}, expected 1 to 1024 (processes).")
    if scheduler is not None:
        check_address(scheduler)
    begun = time.monotonic()
    plan = _Plan(store, runs)
    tally = Tally(plan.total, found=plan.found, workers=1)
    told = progress or (lambda done, total: None)
    told(tally.found, tally.total)
    with _interruptible() as stopped:
        try:
            over = lambda: stopped() or time.monotonic() >= until  # noqa: E731 - asked in three places
            done: list[Done] = []
            try:
                for each in _results(plan.tasks, workers, scheduler, tally, over):
                    done.append(each)
                    if len(done) >= at_once:
                        plan.keep(store, done, tally)
                    told(tally.kept + len(tally.failed), tally.total)
            finally:
                plan.keep(store, done, tally)
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

    def __init__(self, store: Store, runs: Sequence[Run]) -> None:
        wanted = {entry.key: (entry, scenario) for entry, (scenario, _) in zip(_entries(runs), runs, strict=True)}
        present = store.present(list(wanted))
        self.total, self.found = len(wanted), len(present)
        missing = [of for key, of in wanted.items() if key not in present]
        scenarios = {id(each): each for _, each in missing}
        worlds = {name: each.world for name, each in scenarios.items()}
        together: dict[tuple[str, int], list[tuple[Entry, Scenario]]] = {}
        for entry, scenario in missing:
            together.setdefault((worlds[id(scenario)], entry.seed), []).append((entry, scenario))
        self._entries = {_task(group): [entry for entry, _ in group] for group in together.values()}
        self.tasks = list(self._entries)

    def keep(self, store: Store, done: list[Done], tally: Tally) -> None:
        """Write the results of tasks, and empty the list."""
        from approdo.model.outcomes import TOTALS

        taken, done[:] = list(done), []
        whole = []
        for entry, result in (each for task, of in taken for each in zip(self._entries[task], of, strict=True)):
            if isinstance(result, Failed):
                store.save_failure(entry, result)
                tally.failed[entry.key] = result
            else:
                whole.append((entry, result))
        if whole:
            store.save_all(whole, TOTALS)
        tally.computed += len(whole)


def _task(group: "Sequence[tuple[Entry, Scenario]]") -> Task:
    entry, first = group[0]
    # A scenario knows its territories and parameters by what it needs of them; the engine needs the whole.
    territories: Any = tuple(place for place, _ in first.places)
    parameters: Any = first.parameters
    numbers = {place.id: number for number, (place, _) in enumerate(first.places)}
    arms: dict[str, tuple[tuple[Lever, ...], ...]] = {}
    wanted = []
    for arm, scenario in group:
        # Alone, each run is an arm of its own; together, one arm is wanted for several territories.
        name = arm.key if not scenario.together else json.dumps(scenario.canonical()["together"], sort_keys=True)
        arms.setdefault(name, tuple(package.levers for _, package in scenario.places))
        wanted.append((list(arms).index(name), numbers[scenario.territory.id]))
    return Task(
        territories,
        parameters,
        tuple(arms.values()),
        tuple(wanted),
        first.start,
        first.months,
        entry.seed,
        entry.model_hash,
        first.events,
    )


def _results(
    tasks: Sequence[Task],
    workers: int | None,
    scheduler: str | None,
    tally: Tally,
    stopped: Callable[[], bool],
) -> Iterator[Done]:
    """Yield results: from this process while little is left, then from processes or a cluster."""
    wanted = workers if workers is not None else processors()
    with ExitStack() as opened:
        # Asked first, because a scheduler that is not there should not cost the time of the first runs.
        cluster = opened.enter_context(Cluster(scheduler)) if scheduler is not None and tasks else None
        seconds: list[float] = []
        for number, task in enumerate(tasks):
            left = len(tasks) - number
            # The first task also loads (or compiles) the rules, so it says nothing about the others.
            per_task = sum(seconds[1:]) / len(seconds[1:]) if len(seconds) > 1 else 0.0
            if (cluster is not None or min(wanted, left) > 1) and per_task * left > WORTH_A_POOL:
                place = cluster if cluster is not None else Processes(min(wanted, left))
                tally.workers = place.size()
                yield from run_all(compute, tasks[number:], place, lost=_lost, stopped=stopped)
                return
            if stopped():
                return
            begun = time.monotonic()
            yield task, compute(task)
            seconds.append(time.monotonic() - begun)


def _lost(task: Task) -> list[Encoded | Failed]:
    text = "the worker process died each time it was tried (often: not enough memory)"
    return [Failed(text, "") for _ in task.wanted]


def processors() -> int:
    """Return how many processors this process may use."""
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
