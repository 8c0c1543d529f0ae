"""A hook: asks the workers for one or several results, one after the other, and stops when the question changes."""

import logging
import threading
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import solara

from approdo.model.errors import BadInput, Failure

from . import state

LOG: Final = logging.getLogger(__name__)
POLL: Final = 0.25  # seconds between two looks at the position in the queue

Step = tuple[Callable[..., Any], tuple[Any, ...]]


@dataclass(frozen=True)
class Asked:
    """How far a question is: the newest result (of the last question until there is one), and what is still to come."""

    result: Any = None
    fresh: bool = False  # the result belongs to the present question
    pending: bool = True
    position: int = 0  # jobs of others before this one
    error: str = ""


def use_asked(steps: Sequence[Step], key: Hashable) -> Asked:
    """Ask step by step while `key` stays the same; a new key cancels what is waiting and forgets what is running."""
    told = solara.use_reactive(Asked())

    def ask() -> Callable[[], None]:
        stop = threading.Event()
        session = solara.get_session_id()
        told.value = Asked(told.peek().result, pending=bool(steps))
        if steps:
            threading.Thread(target=_run, args=(steps, session, stop, told), daemon=True).start()
        return stop.set

    solara.use_effect(ask, [key])
    return told.value


def _run(steps: Sequence[Step], session: str, stop: threading.Event, told: "solara.Reactive[Asked]") -> None:
    jobs = state.jobs()
    for number, (function, given) in enumerate(steps):
        try:
            ticket = jobs.submit(session, function, *given)
        except Failure as error:
            told.value = replace(told.peek(), pending=False, error=str(error))
            return
        while not ticket.ended.wait(POLL):
            if stop.is_set():
                jobs.cancel(ticket)
                return
            position = jobs.position(ticket)
            if position != told.peek().position:
                told.value = replace(told.peek(), position=position)
        if stop.is_set() or ticket.cancelled:
            return
        if ticket.error is not None:
            told.value = replace(told.peek(), pending=False, position=0, error=_say(ticket.error))
            return
        told.value = Asked(ticket.result, fresh=True, pending=number < len(steps) - 1)


def _say(error: BaseException) -> str:
    """Return what may be shown: our own sentences; anything else goes to the log."""
    if isinstance(error, BadInput | Failure):
        return str(error)
    LOG.error("a job failed", exc_info=error)
    return "jobs.broken"
