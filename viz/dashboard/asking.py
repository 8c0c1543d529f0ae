"""A hook: asks the workers for one or several results, one after the other, and stops when the question changes."""

import logging
import threading
from collections import deque
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

import solara

from approdo.model.errors import BadInput, Failure

from . import state
from .jobs import Busy, Job, Jobs, Ticket

LOG: Final = logging.getLogger(__name__)
POLL: Final = 0.25  # seconds between two looks at the position in the queue


class Step(NamedTuple):
    """A job, and others that several workers can do side by side before it; it is given what they return as well."""

    function: Callable[..., Any]
    given: tuple[Any, ...]
    before: tuple[Job, ...] = ()
    near: int | None = None  # number of the worker that has what it needs


@dataclass(frozen=True)
class Asked:
    """How far a question is: the newest result (of the last question until there is one), and what is still to come."""

    result: Any = None
    of: Hashable = None  # the question that the result answers
    fresh: bool = False  # the result belongs to the present question
    pending: bool = True
    position: int = 0  # jobs of others before this one
    error: str = ""


More = Callable[[Step, Any], Step | None]  # what the last step's result asks for, while nobody else waits


def _enough(_step: Step, _result: Any) -> None:
    """Ask for no more."""


def use_asked(steps: Sequence[Step], key: Hashable, more: More = _enough) -> Asked:
    """Ask step by step, then for `more`, as long as `key` stays; a new key takes back what is waiting and running."""
    told = solara.use_reactive(Asked())

    def ask() -> Callable[[], None]:
        told.value = Asked(told.peek().result, told.peek().of, pending=bool(steps))
        question = _Question(state.jobs(), solara.get_session_id(), told, key)
        if steps:
            threading.Thread(target=question.ask, args=(steps, more), daemon=True).start()
        return question.end

    solara.use_effect(ask, [key])
    return told.value


class _Question:
    """What one key asks for: its jobs in the queue, until all are done or nobody wants them any more."""

    def __init__(self, jobs: Jobs, session: str, told: "solara.Reactive[Asked]", key: Hashable) -> None:
        self._jobs, self._session, self._told, self._key = jobs, session, told, key
        self._lock = threading.Lock()
        self._tickets: list[Ticket] = []
        self._over = False

    def end(self) -> None:
        """Take back what is not done."""
        with self._lock:
            self._over = True
            self._take_back(self._tickets)

    def _take_back(self, tickets: Sequence[Ticket]) -> None:
        for ticket in tickets:
            self._jobs.cancel(ticket)

    def ask(self, steps: Sequence[Step], more: More = _enough) -> None:
        """Ask for one step after the other, then for more, telling each result.

        What comes before the next step is begun with a step, so that no worker is idle while another sums up.
        """
        try:
            self._ask(deque(steps), more)
        except Exception as error:  # noqa: BLE001 - whatever went wrong is told on the page
            self._tell(pending=False, position=0, error=_said(error))
            self.end()

    def _ask(self, steps: deque[Step], more: More) -> None:
        step: Step | None = steps.popleft()
        parts = self._begin(step)
        while step is not None:
            asked = step
            (last,) = self._submit(Job(step.function, (*step.given, *self._wait(parts)), step.near))
            for part in parts:
                part.result = None  # handed on: the tickets stay as long as the page, and this is large
            step = steps.popleft() if steps else None
            parts = self._begin(step)
            self._wait([last])
            with self._lock:
                if self._over:
                    return
            if step is None and self._alone():
                step = more(asked, last.result)
                parts = self._begin(step)
            self._told.value = Asked(last.result, self._key, fresh=True, pending=step is not None)

    def _begin(self, step: Step | None) -> list[Ticket]:
        """Begin what comes before a step.

        While others wait, sharing an answer out makes nobody's come earlier: its job then does the whole.
        """
        try:
            if step is not None and step.before and self._alone():
                return self._submit(*step.before)
        except Busy:  # so does its job, if there is room for that one
            pass
        return []

    def _alone(self) -> bool:
        return self._jobs.alone(self._session)

    def _submit(self, *wanted: Job) -> list[Ticket]:
        with self._lock:
            tickets = self._jobs.submit(self._session, *wanted)
            self._tickets += tickets
            if self._over:  # in the meantime
                self._take_back(tickets)
        return tickets

    def _wait(self, tickets: Sequence[Ticket]) -> list[Any]:
        """Wait for jobs, telling their place in the queue, and return their results; raise what went wrong in one."""
        for ticket in tickets:
            while not ticket.ended.wait(POLL) and not self._over:
                position = self._jobs.position(ticket)
                if position != self._told.peek().position:
                    self._tell(position=position)
            if ticket.error is not None and not ticket.cancelled:
                raise ticket.error
        return [ticket.result for ticket in tickets if ticket.result is not None]

    def _tell(self, **changed: Any) -> None:
        if not self._over:
            self._told.value = replace(self._told.peek(), **changed)


def _said(error: Exception) -> str:
    """Return what may be shown: our own sentences; anything else goes to the log."""
    if isinstance(error, BadInput | Failure):
        return str(error)
    LOG.error("a job failed", exc_info=error)
    return "jobs.broken"
