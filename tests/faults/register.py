"""The register of promises: which test tries to break which promise, how often, and what happened.

A pytest plugin. A test takes part with ``@pytest.mark.promise("name")``; the fixture `trials` gives it its share of the
promise's cases: the small number of `make test`, or in `make soak` (see soak.py) what is left of the full number.
"""

import os
import time
import tomllib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from .notes import MINUTES, SHARD, STATE, Note, Notes

FILE: Final = Path(__file__).with_name("promises.toml")
NOTHING_LEFT: Final = "nothing is left to try"


@dataclass(frozen=True)
class Promise:
    """A row of docs/reliability.md; numbers of cases are None where each test is one case."""

    name: str
    part: str
    holds: str
    tried: str
    full: int | None = None
    quick: int | None = None
    batch: int = 1


@dataclass(frozen=True)
class Batch:
    """Cases that are tried together: `number` seeds them, `size` says how many they are."""

    number: int
    size: int


@cache
def promises() -> dict[str, Promise]:
    """Return the promises by name, in the order of the document."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["promise"]
    return {row["name"]: Promise(**row) for row in rows}


def batches(cases: int, size: int) -> list[Batch]:
    """Split a number of cases into batches."""
    return [Batch(number, min(size, cases - first)) for number, first in enumerate(range(0, cases, size))]


def in_shard(test: str, number: int, shard: str) -> bool:
    """Tell whether a batch of a test belongs to the shard ``"i/n"``."""
    mine, all_ = map(int, shard.split("/"))
    return (zlib.crc32(test.encode()) + number) % all_ == mine - 1


class Soak:
    """A run of `make soak`: what is left to do, and the notes of what happened."""

    def __init__(self, state: Path, shard: str, minutes: float) -> None:
        self.notes, self.shard, self.minutes = Notes(state), shard, minutes
        self.held = self.notes.held()

    def left(self, test: str, wanted: list[Batch]) -> list[Batch]:
        """Return the batches of this shard that did not hold yet, those that broke last."""
        broke = self.notes.broke()
        mine = [each for each in wanted if in_shard(test, each.number, self.shard)]
        open_ = [each for each in mine if (test, each.number) not in self.held]
        return sorted(open_, key=lambda each: (test, each.number) in broke)


class Trials:
    """The batches that a test tries now; what was tried is noted as soon as it held or broke."""

    def __init__(self, test: str, promise: Promise, soak: Soak | None) -> None:
        self.test, self.promise, self.soak = test, promise, soak
        wanted = batches((promise.full if soak else promise.quick) or 0, promise.batch)
        self.plan = soak.left(test, wanted) if soak else wanted
        self.now: Batch | None = None
        self.begun = time.monotonic()

    def __iter__(self) -> Iterator[Batch]:
        end = time.monotonic() + 60 * self.soak.minutes if self.soak else float("inf")
        for batch in self.plan:
            if time.monotonic() > end:
                break
            self.now, self.begun = batch, time.monotonic()
            yield batch
            self.note("held")
        self.now = None

    def note(self, what: str, why: str = "") -> None:
        """Write down what happened to the batch that was tried."""
        if self.soak and self.now:
            seconds = time.monotonic() - self.begun
            note = Note(self.promise.name, self.test, self.now.number, self.now.size, what, why, round(seconds, 1))
            self.soak.notes.add(note)


SOAK: Final = pytest.StashKey[Soak | None]()
TRIALS: Final = pytest.StashKey[Trials]()
NOTE: Final = pytest.StashKey[Note]()


def pytest_configure(config: pytest.Config) -> None:
    """Know the marker and whether this is a soak."""
    config.addinivalue_line("markers", "promise(name): tries to break a promise of tests/faults/promises.toml")
    state = os.environ.get(STATE)
    config.stash[SOAK] = (
        Soak(Path(state), os.environ.get(SHARD, "1/1"), float(os.environ.get(MINUTES, "inf"))) if state else None
    )


def promise_of(item: pytest.Item) -> Promise | None:
    """Return the promise that a test tries to break."""
    mark = item.get_closest_marker("promise")
    return promises()[mark.args[0]] if mark else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Refuse unknown promises; in a soak leave out tests of other shards and those that held already."""
    for item in items:
        promise_of(item)
    soak = config.stash[SOAK]
    if soak is None:
        return
    gone = [
        item
        for item in items
        if "trials" not in getattr(item, "fixturenames", ()) and not soak.left(item.nodeid, [Batch(0, 1)])
    ]
    config.hook.pytest_deselected(items=gone)
    items[:] = [item for item in items if item not in gone]


@pytest.fixture
def trials(request: pytest.FixtureRequest) -> Trials:
    """The cases that this test tries."""
    promise = promise_of(request.node)
    assert promise is not None, "a test with trials names its promise"
    made = Trials(request.node.nodeid, promise, request.config.stash[SOAK])
    if not made.plan:
        pytest.skip(NOTHING_LEFT if made.soak else "tried by make soak only")
    request.node.stash[TRIALS] = made
    return made


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    """Note what became of a test of a soak."""
    report: pytest.TestReport = yield
    soak, promise = item.config.stash[SOAK], promise_of(item)
    if soak is None or (call.excinfo and call.excinfo.errisinstance(KeyboardInterrupt)):
        return report
    why = next(iter(str(call.excinfo.value).strip().splitlines()), "")[:300] if call.excinfo else ""
    # what could not be set up was not tried
    what = "held" if report.passed else "broke" if report.failed and report.when != "setup" else "skipped"
    made = item.stash.get(TRIALS, None)
    if made is not None:  # what held is noted batch by batch
        if what == "broke":
            made.note(what, why)
    elif (what != "held" or report.when == "call") and NOTHING_LEFT not in why:
        seconds = round(report.duration, 1)
        item.stash[NOTE] = Note(promise.name if promise else "", item.nodeid, 0, 1, what, why, seconds)
    if report.when == "teardown" and (note := item.stash.get(NOTE, None)):
        soak.notes.add(note)  # now, because a test may have given up the right to write
    return report
