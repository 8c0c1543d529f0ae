"""Worker processes that start fresh, never see Ctrl-C, and are replaced when one dies."""

import signal
import sys
from collections import Counter, deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from multiprocessing.context import SpawnContext, SpawnProcess
from types import ModuleType
from typing import Any, Final, TypeVar

from approdo.model.errors import Failure

T = TypeVar("T", bound=Hashable)
R = TypeVar("R")

ATTEMPTS: Final = 3  # deaths of its process that a job may cause
POLL: Final = 0.2  # seconds between two looks at Ctrl-C


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
    workers: int,
    *,
    lost: Callable[[T], R],
    start: Callable[..., None],
    start_with: tuple[Any, ...],
    stopped: Callable[[], bool],
) -> Iterator[tuple[T, R]]:
    """Yield each job with its result as they finish, until `stopped` says true.

    When a process dies, nobody knows which of the jobs under way did it: they are tried again one by one, and the one
    that goes on killing its process gets the result `lost`.

    Args:
        task: a function of an importable module.
        jobs: its arguments, one each, all different.
        workers: processes, at least 1.
        lost: gives the result of a job whose process died `ATTEMPTS` times.
        start: called once in every new process, with `start_with`.
        start_with: see `start`.
        stopped: asked a few times a second; once true, no job is begun, and those under way are still yielded.

    Raises:
        Failure: `ATTEMPTS` jobs in a row were lost.
        Exception: what `task` raised.
    """
    queue, suspects = deque(jobs), deque[T]()
    deaths: Counter[T] = Counter()
    lost_in_a_row = 0
    while (queue or suspects) and not stopped():
        alone = bool(suspects)
        source, size = (suspects, 1) if alone else (queue, workers)
        under_way: dict[Future[R], T] = {}
        pool = ProcessPoolExecutor(size, mp_context=_Context(), initializer=start, initargs=start_with)
        try:
            while under_way or (source and not stopped()):
                while source and len(under_way) < (1 if alone else 2 * workers) and not stopped():
                    under_way[pool.submit(task, source[0])] = source[0]
                    source.popleft()
                done, _ = wait(under_way, timeout=POLL, return_when=FIRST_COMPLETED)
                if stopped():
                    under_way = {future: job for future, job in under_way.items() if not future.cancel()}
                for future in done & under_way.keys():
                    result = future.result()  # a dead worker leaves the job under way
                    yield under_way.pop(future), result
                    lost_in_a_row = 0
        except BrokenExecutor:
            suspects.extend(under_way.values())
            deaths.update(under_way.values())
            for job in [job for job in under_way.values() if alone and deaths[job] >= ATTEMPTS]:
                suspects.remove(job)
                yield job, lost(job)
                lost_in_a_row += 1
            if lost_in_a_row >= ATTEMPTS:
                raise Failure(
                    "worker processes keep dying (often: not enough memory). "
                    "What is done is kept; try again with fewer: --workers 1"
                ) from None
        except BaseException:
            _kill(pool)
            raise
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _kill(pool: ProcessPoolExecutor) -> None:
    """End the processes at once: the user pressed Ctrl-C again, or nothing can be done with their results."""
    for process in list((getattr(pool, "_processes", None) or {}).values()):
        process.kill()
