"""Worker processes that start fresh, never see Ctrl-C, and are replaced when one dies."""

import signal
import sys
from collections import Counter, deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from multiprocessing.context import SpawnContext, SpawnProcess
from types import ModuleType
from typing import Any, Final, Protocol, TypeVar

from approdo.model.errors import Failure

from .worker import begin

T = TypeVar("T", bound=Hashable)
R = TypeVar("R")

ATTEMPTS: Final = 3  # deaths of its process that a job may cause
POLL: Final = 0.2  # seconds between two looks at Ctrl-C
STUCK: Final = 3.0  # seconds without a result after which the processes are counted


class Place(Protocol):
    """Where jobs are computed: processes of this machine (below) or a cluster (cluster.py)."""

    def open(self, most: int | None) -> Executor:
        """Return an executor that works on at most `most` jobs at a time; None = as many as there are workers."""

    def close(self, executor: Executor, at_once: bool) -> None:
        """End an executor; `at_once` gives up what is under way."""

    def size(self) -> int:
        """Return how many jobs run at the same time now."""

    def look(self, idle: float) -> None:
        """Called while nothing has finished for `idle` seconds; raises Failure if nothing ever will."""

    def killed(self, error: Exception) -> bool:
        """Tell whether a job raised this because the workers that tried it died."""

    def explain(self, error: Exception) -> Exception:
        """Return what to raise in the place of what a job raised."""


class Processes:
    """Processes of this machine.

    Args:
        workers: how many, at least 1.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def open(self, most: int | None) -> Executor:
        """Start the processes; see `Place`."""
        size = self.workers if most is None else min(self.workers, most)
        self._opened = ProcessPoolExecutor(size, mp_context=_Context(), initializer=begin)
        return self._opened

    def close(self, executor: Executor, at_once: bool) -> None:
        """End the processes, at once if the user pressed Ctrl-C again or nothing can be done with their results."""
        if at_once:
            _end(executor)
        executor.shutdown(wait=True, cancel_futures=True)

    def size(self) -> int:
        """Return the number of processes."""
        return self.workers

    def look(self, idle: float) -> None:
        """Notice a process that died in the middle of a message; a process that is there works."""
        if idle > STUCK and any(not process.is_alive() for process in _processes(self._opened)):
            _end(self._opened)

    def killed(self, error: Exception) -> bool:
        """Return false: when a process dies here, the whole executor breaks."""
        return False

    def explain(self, error: Exception) -> Exception:
        """Return the error as it is."""
        return error


def _processes(executor: Executor) -> list[SpawnProcess]:
    return list((getattr(executor, "_processes", None) or {}).values())


def _end(executor: Executor) -> None:
    """Kill the processes, and close this one's copies of their ends of the pipes.

    With any of them open, whoever reads the rest of a message of a dead process, or writes to one, waits for ever.
    """
    for process in _processes(executor):
        process.kill()
    for queue, end in (("_result_queue", "_writer"), ("_call_queue", "_reader")):
        pipe = getattr(getattr(executor, queue, None), end, None)
        if pipe is not None:
            pipe.close()


class _Process(SpawnProcess):
    """A spawned process that does not run the user's script again and does not hear Ctrl-C.

    Spawning repeats the main script in the child, which a script without ``if __name__ == "__main__"`` does not
    survive; our tasks live in modules, so the child has no need of it.
    """

    @staticmethod
    def _Popen(process_obj: Any) -> Any:
        with _hidden_main(), _deaf():
            return SpawnProcess._Popen(process_obj)


class _Context(SpawnContext):
    Process = _Process


@contextmanager
def _hidden_main() -> Iterator[None]:
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


@contextmanager
def _deaf() -> Iterator[None]:
    """Block Ctrl-C while a child starts: it inherits that, so the terminal's signal reaches this process only."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def run_all(
    task: Callable[[T], R],
    jobs: Sequence[T],
    place: Place,
    *,
    lost: Callable[[T], R],
    stopped: Callable[[], bool],
) -> Iterator[tuple[T, R]]:
    """Yield each job with its result as they finish, until `stopped` says true.

    When a process dies, nobody knows which of the jobs under way did it: they are tried again one by one, and the one
    that goes on killing its process gets the result `lost`.

    Args:
        task: a function of an importable module.
        jobs: its arguments, one each, all different.
        place: where they are computed.
        lost: gives the result of a job whose process died `ATTEMPTS` times.
        stopped: asked a few times a second; once true, no job is begun, and those under way are still yielded.

    Raises:
        Failure: `ATTEMPTS` jobs in a row were lost, or the place is gone.
        Exception: what `task` raised.
    """
    queue, suspects = deque(jobs), deque[T]()
    deaths: Counter[T] = Counter()
    lost_in_a_row = 0
    while (queue or suspects) and not stopped():
        alone = bool(suspects)
        source = suspects if alone else queue
        under_way: dict[Future[R], T] = {}
        executor = place.open(1 if alone else None)
        at_once, idle = True, 0.0
        try:
            while under_way or (source and not stopped()):
                room = 1 if alone else 2 * max(1, place.size())
                while source and len(under_way) < room and not stopped():
                    under_way[executor.submit(task, source[0])] = source[0]
                    source.popleft()
                done, _ = wait(under_way, timeout=POLL, return_when=FIRST_COMPLETED)
                idle = 0.0 if done else idle + POLL
                place.look(idle)
                if stopped():
                    under_way = {future: job for future, job in under_way.items() if not future.cancel()}
                for future in done & under_way.keys():
                    try:
                        result = future.result()
                    except BrokenExecutor:  # a dead process leaves the job under way
                        raise
                    except Exception as error:  # noqa: BLE001 - told or raised
                        if not place.killed(error):
                            raise place.explain(error) from None
                        job = under_way.pop(future)
                        if not alone:
                            suspects.append(job)
                            continue
                        yield job, lost(job)
                        lost_in_a_row += 1
                        _check(lost_in_a_row)
                    else:
                        yield under_way.pop(future), result
                        lost_in_a_row = 0
            at_once = False
        except BrokenExecutor:
            at_once = False
            suspects.extend(under_way.values())
            deaths.update(under_way.values())
            for job in [job for job in under_way.values() if alone and deaths[job] >= ATTEMPTS]:
                suspects.remove(job)
                yield job, lost(job)
                lost_in_a_row += 1
            _check(lost_in_a_row)
        finally:
            place.close(executor, at_once)


def _check(lost_in_a_row: int) -> None:
    if lost_in_a_row >= ATTEMPTS:
        raise Failure(
            "worker processes keep dying (often: not enough memory). "
            "What is done is kept; try again with fewer: --workers 1"
        )
