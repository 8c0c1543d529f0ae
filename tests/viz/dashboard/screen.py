"""The pages without a server or a browser: drawn in this process, and sent what a browser would send."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
import reacton
import solara
import solara.server.kernel_context as contexts
from solara.server.kernel import Kernel

from approdo.viz.dashboard import asking, assessed, state, work
from approdo.viz.dashboard.app import Layout, routes
from approdo.viz.dashboard.bench import Bench
from approdo.viz.dashboard.jobs import Job, Ticket
from approdo.viz.dashboard.limits import Limits
from approdo.viz.dashboard.saved import Shelf

DRAWING = (work.figure, assessed.radar)  # are drawn for real in other tests
LIMITS = Limits(workers=1, steps=(2,), most_pairs=8, saved_per_visitor=2)


class AtOnce:
    """A queue that does each job, but drawing, when it is asked for.

    `refuse` is raised instead of taking a job; `fail` is raised in the job.
    """

    def __init__(self, store: str) -> None:
        self.store = store
        self.refuse: Exception | None = None
        self.fail: Exception | None = None
        self.others = False  # whether another visitor waits

    def submit(self, session: str, *wanted: Job) -> list[Ticket]:
        """Do jobs; what goes wrong in one comes back as from a worker."""
        if self.refuse is not None:
            raise self.refuse
        return [self._done(Ticket(session, job)) for job in wanted]

    def _done(self, ticket: Ticket) -> Ticket:
        try:
            if self.fail is not None:
                raise self.fail
            ticket.result = b"<svg/>" if ticket.function in DRAWING else ticket.function(*ticket.given)
        except Exception as error:  # noqa: BLE001 - as a pool does
            ticket.error = error
        ticket.ended.set()
        return ticket

    def cancel(self, ticket: Ticket) -> None:
        """Forget a job."""
        ticket.cancelled = True

    def alone(self, session: str) -> bool:
        """Tell whether nobody else is there."""
        return not self.others


class Now:
    """A thread that has done its work when it was started: a page waits for nothing."""

    def __init__(self, target: Callable[..., None], args: tuple[Any, ...], daemon: bool) -> None:
        self.start = lambda: target(*args)


class Screen:
    """What is drawn; widgets are found by their traits."""

    def __init__(self, box: Any, jobs: AtOnce) -> None:
        self.box, self.jobs = box, jobs

    def widgets(self) -> Iterator[Any]:
        """Yield every widget in the order of the page."""
        waiting = [self.box]
        while waiting:
            widget = waiting.pop()
            yield widget
            waiting += [each for each in reversed(getattr(widget, "children", ())) if not isinstance(each, str)]

    def find(self, **traits: Any) -> Any:
        """Return the first widget with these traits; `...` stands for any value."""
        for widget in self.widgets():
            names = widget.trait_names()
            if all(name in names and value in (..., getattr(widget, name)) for name, value in traits.items()):
                return widget
        raise LookupError(traits)

    def send(self, what: str, data: object, /, **traits: Any) -> None:
        """Send a widget what its page would send, or what somebody forges."""
        self.find(**traits)._handle_event(None, {"event": what, "data": data}, [])

    def press(self, name: str) -> None:
        """Press a button."""
        self.send("event_press", True, name=name)

    def choose(self, name: str, value: str) -> None:
        """Choose out of a list."""
        self.send("event_choose", value, name=name)

    def write(self, name: str, text: str) -> None:
        """Write into a field."""
        self.send("event_set", text, name=name)

    def go(self, page: str) -> None:
        """Open another page."""
        self.send("event_go", page, here=...)

    def table(self, name: str = "", **traits: Any) -> list[list[str]]:
        """Return the rows of a table, by its name or other traits."""
        found = traits or {"name": name}
        rows: list[list[str]] = json.loads(self.find(packed_rows=..., **found).packed_rows)
        return rows

    def element(self, id_: str) -> str:
        """Return the text of an element with an id, or all alerts for ``alert``."""
        found = []
        for widget in self.widgets():
            told = getattr(widget, "attributes", {})
            if id_ in (told.get("id"), told.get("role")):
                found += [each for each in widget.children if isinstance(each, str) and each]
        return "\n".join(found)


@contextmanager
def opened(
    bench: Bench, jobs: AtOnce, search: str = "", spoken: str = "en", limits: Limits = LIMITS
) -> Iterator[Screen]:
    """Open a page for a reader of its own, on a bench.

    Args:
        bench: what is on the screen.
        jobs: who does the work.
        search: of the address, without the question mark; a bench in it takes the place of the other.
        spoken: languages that the browser asks for.
        limits: of the server.
    """
    context = contexts.VirtualKernelContext(id="page", session_id="reader", kernel=Kernel())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asking, "threading", SimpleNamespace(Thread=Now, Lock=threading.Lock))
        patch.setattr("approdo.viz.dashboard.app.header", lambda name: spoken)
        contexts.set_current_context(context)
        state.serve_with(limits, jobs, Shelf(None, limits.saved_per_visitor))  # type: ignore[arg-type]
        try:
            state.trail.value = state.Trail(bench)
            page = solara.RoutingProvider(children=[Page()], routes=routes, pathname=f"/?{search}")
            box, drawn = reacton.render(page, handle_error=False)
            yield Screen(box, jobs)
            drawn.close()
        finally:
            context.close()
            contexts.set_current_context(None)


@solara.component
def Page() -> None:
    """Draw what Solara draws of the application."""
    Layout([])
