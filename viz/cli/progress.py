"""How far a computation is, on stderr: a bar on a terminal, a line now and then elsewhere."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

EVERY: Final = 10.0  # seconds between two lines where there is no terminal


@contextmanager
def progress() -> Iterator[Callable[[int, int], None]]:
    """Give a function that is told ``(runs done, runs in all)``; fewer done than before begin another piece of work."""
    _announce_compilation()
    if not sys.stderr.isatty():
        yield _Lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, refresh_per_second=5) as bar:
        task = bar.add_task("runs", total=None)

        def told(done: int, total: int) -> None:
            if done < bar.tasks[0].completed:
                bar.reset(task)
            bar.update(task, completed=done, total=total)

        yield told


class _Lines:
    """Writes at most one line in `EVERY` seconds, none for short work."""

    def __init__(self) -> None:
        self.told = time.monotonic()
        self.done = 0
        self.begun: float | None = None
        self.first: int | None = None

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if done < self.done:
            self.begun = self.first = None
        self.done = done
        if self.first is None:
            self.first = done
        elif self.begun is None and done > self.first:
            # From the first run on: before it, the rules are loaded or compiled.
            self.begun, self.first = now, done
        if now - self.told < EVERY or done >= total:
            return
        self.told = now
        left = ""
        if self.begun is not None and done > self.first:
            left = f", about {(now - self.begun) / (done - self.first) * (total - done):.0f} s left"
        sys.stderr.write(f"{done} of {total} runs{left}\n")
        sys.stderr.flush()


def _announce_compilation() -> None:
    from approdo.model.kernel import INTERPRETED, cache_folder

    if not INTERPRETED and not cache_folder().is_dir():
        sys.stderr.write("Compiling the rules of the model (once; up to a minute)...\n")
        sys.stderr.flush()
