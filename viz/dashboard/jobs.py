"""A few worker processes for all sessions: one bounded queue, in which each job knows its position.

Every worker is a pool of its own, because workers remember: a job can say in which one it would find what it needs.
"""

import shutil
import tempfile
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final, NamedTuple

from approdo.model.errors import Failure

from . import work
from .limits import Limits

SERVER: Final = "server"  # its own jobs: visitors go first
LARGEST_STORE: Final = 500_000_000  # bytes of runs in the server's own store before a new one is begun


class Busy(Failure):
    """There are as many jobs as the server allows."""


class Job(NamedTuple):
    """A function of an importable module and its arguments.

    `near` is the number of the worker that has what it needs: it goes there if that one is free when its turn comes.
    """

    function: Callable[..., Any]
    given: tuple[Any, ...] = ()
    near: int | None = None


class Ticket:
    """A job that was asked for: where it stands, and in the end its result or what went wrong."""

    def __init__(self, session: str, job: Job) -> None:
        self.session = session
        self.function, self.given, self.near = job
        self.ended = threading.Event()
        self.result: Any = None
        self.error: BaseException | None = None
        self.cancelled = False
        self.attempts = 0
        self.slot = -1  # its worker, and where it is told that nobody wants it any more


class Jobs:
    """The queue and its worker processes.

    Args:
        limits: of the server.
        store: address of the database of runs; None for one of the server's own, which goes away with it.
    """

    def __init__(self, limits: Limits, store: str | None = None) -> None:
        self.limits = limits
        self._given = store
        self._folder = None if store is not None else Path(tempfile.mkdtemp(prefix="approdo-dashboard-"))
        self._stores = 1
        self._lock = threading.RLock()
        self._waiting: deque[Ticket] = deque()
        self._running: set[Ticket] = set()
        self._closed = False
        self._context = get_context("spawn")
        self._unwanted = self._context.Array("b", limits.workers, lock=False)
        self._pools = [self._start() for _ in range(limits.workers)]

    def _start(self) -> ProcessPoolExecutor:
        given = (self._unwanted, self.limits.world_bytes)
        return ProcessPoolExecutor(1, mp_context=self._context, initializer=work.begin, initargs=given)

    def warm(self) -> None:
        """Let every worker load the rules."""
        warm = Job(work.warm, (self.store,))
        self.submit(SERVER, *[warm] * self.limits.workers, Job(work.warm_drawing, (self.store,)))

    @property
    def store(self) -> str:
        """Address of the database that runs go to now."""
        if self._folder is None:
            return str(self._given)
        with self._lock:
            path = self._folder / f"runs-{self._stores}.db"
            if path.exists() and path.stat().st_size > LARGEST_STORE:
                path.unlink()  # open readers keep what they have; its runs would be computed again
                self._stores += 1
            return str(self._folder / f"runs-{self._stores}.db")

    def submit(self, session: str, *wanted: Job) -> list[Ticket]:
        """Put jobs at the end of the queue, all of them before one begins, so that none takes another's worker.

        Raises:
            Busy: the session, or all together, would have more than is allowed; none is taken then.
        """
        tickets = [Ticket(session, job) for job in wanted]
        with self._lock:
            open_ = [*self._waiting, *self._running]
            if len(open_) + len(tickets) > self.limits.jobs:
                raise Busy("jobs.full")
            if sum(each.session == session for each in open_) + len(tickets) > self.limits.jobs_per_session:
                raise Busy("jobs.full_session")
            self._waiting.extend(tickets)
            self._dispatch()
        return tickets

    def cancel(self, ticket: Ticket) -> None:
        """Forget a job: a waiting one never runs, a running one ends as soon as it looks (work.py)."""
        with self._lock:
            ticket.cancelled = True
            if ticket in self._running:
                self._unwanted[ticket.slot] = 1
            if ticket in self._waiting:
                self._waiting.remove(ticket)
                ticket.ended.set()

    def position(self, ticket: Ticket) -> int:
        """Return how many jobs of other visitors wait before it; 0 also for one that runs or has ended."""
        with self._lock:
            before = list(self._waiting)[: self._waiting.index(ticket)] if ticket in self._waiting else []
            return sum(each.session not in (ticket.session, SERVER) for each in before)

    @property
    def open(self) -> int:
        """How many jobs wait or run."""
        with self._lock:
            return len(self._waiting) + len(self._running)

    def alone(self, session: str) -> bool:
        """Tell whether no other visitor waits for anything."""
        with self._lock:
            return all(each.session in (session, SERVER) for each in (*self._waiting, *self._running))

    def close(self) -> None:
        """End the workers and remove the server's own store."""
        with self._lock:
            self._closed = True
            for ticket in self._waiting:
                ticket.cancelled = True
                ticket.ended.set()
            self._waiting.clear()
        processes = [each for pool in self._pools for each in (getattr(pool, "_processes", None) or {}).values()]
        for pool in self._pools:
            pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.kill()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _next(self) -> tuple[Ticket, int]:
        """Return the job whose turn it is, and a free worker for it.

        Of what one visitor asks for to be done in parts, whichever part comes first is all the same: that one goes
        first whose worker is free.
        """
        free = [n for n in range(self.limits.workers) if all(n != each.slot for each in self._running)]
        turn = next((each for each in self._waiting if each.session != SERVER), self._waiting[0])
        parts = [turn]
        if turn.near not in (None, *free):
            parts += [e for e in self._waiting if (e.session, e.function) == (turn.session, turn.function)]
        return next(((each, n) for each in parts for n in free if each.near == n), (turn, free[0]))

    def _dispatch(self) -> None:
        while self._waiting and len(self._running) < self.limits.workers and not self._closed:
            ticket, slot = self._next()
            ticket.slot = slot
            self._waiting.remove(ticket)
            ticket.attempts += 1
            self._unwanted[slot] = 0
            self._running.add(ticket)
            try:
                future = self._pools[slot].submit(work.job, slot, ticket.function, *ticket.given)
            except BrokenExecutor:
                self._pools[slot] = self._start()
                future = self._pools[slot].submit(work.job, slot, ticket.function, *ticket.given)
            future.add_done_callback(partial(self._ended, ticket))

    def _ended(self, ticket: Ticket, future: Future[Any]) -> None:
        with self._lock:
            self._running.discard(ticket)
            error = None if future.cancelled() else future.exception()
            died = isinstance(error, BrokenExecutor)
            if died and ticket.attempts < 2 and not ticket.cancelled and not self._closed:
                self._waiting.appendleft(ticket)  # perhaps not its fault: once more
            else:
                ticket.error = Failure("jobs.died") if died else error
                ticket.result = None if error is not None or future.cancelled() else future.result()
                ticket.given = ()  # may be large
                ticket.ended.set()
            self._dispatch()
