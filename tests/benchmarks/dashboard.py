"""The dashboard's two times: from a lever to the first estimate, and to an interval of a tenth of the effect.

A real server, and a reader who speaks the page's protocol (tests/browser/page.py). Times are on the clock, so the load
of the machine stands beside them; CPU time is that of the server and its workers.
"""

import asyncio
import math
import os
import random
import statistics
import tempfile
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from approdo.viz.dashboard import editing, work
from approdo.viz.dashboard.bench import Bench, first_bench
from approdo.viz.dashboard.limits import PRECISE
from tests.benchmarks.line import Line, show
from tests.browser.page import Page
from tests.browser.serving import Address, dashboard

TERRITORY: Final = "reggio-emilia"  # 994 people are due to leave reception in 36 months
DOSES: Final = (40, 60, 30)
SOON: Final = 5.0  # seconds
TICK: Final = os.sysconf("SC_CLK_TCK")


def main() -> int:
    """Measure and print the table."""
    with tempfile.TemporaryDirectory() as name:
        store = f"sqlite:///{name}/runs.db"
        with dashboard(Path(name), "--store", store) as address:
            lines = asyncio.run(_measure(address, store))
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    return show(lines)


class Reader(Page):
    """Wakes up when how far an answer is has changed: to look again and again would take time from the workers."""

    def __init__(self, url: str, chance: random.Random) -> None:
        super().__init__(url, chance)
        self.news = asyncio.Event()

    def hear(self, text: str) -> None:
        """Tell whoever waits; the frame is taken before anybody else runs."""
        if '"done"' in text or '"total"' in text:
            self.news.set()

    async def wait(self) -> None:
        """Wait for a change."""
        await self.news.wait()
        self.news.clear()


async def _measure(address: Address, store: str) -> list[Line]:
    reader = Reader(address, random.Random("bench"))
    begun = time.monotonic()
    async with reader.page():
        await reader.answer()
        opened = time.monotonic() - begun
        await reader.event("event_choose", TERRITORY, name="territory")
        await _times(reader, begun)
        work_done, times = [], {}
        for dose in DOSES:
            cpu, begun = _cpu(address), time.monotonic()
            change = {"id": "social_agency", "field": "dwellings", "value": dose}
            await reader.event("event_change", change, packed_groups=...)
            times[dose] = await _times(reader, begun)
            work_done.append(_cpu(address) - cpu)
    soon = {
        dose: max((each for each in found if found[each] <= SOON), default=min(found)) for dose, found in times.items()
    }
    widths = [_width(dose, pairs, store) for dose, pairs in soon.items()]
    narrow = [
        next((at for pairs, at in found.items() if _width(dose, pairs, store) <= PRECISE), math.inf)
        for dose, found in times.items()
    ]
    needed = [_needed(dose, max(found), store) for dose, found in times.items()]
    return [
        Line("page opened to the first estimate, warm server, s", opened),
        Line(
            "lever to the first estimate, 994 leavers, s",
            _median(min(each.values()) for each in times.values()),
            1.0,
            0.3,
        ),
        Line("lever to an interval of 10 % of the effect, s", _median(narrow), 5.0, 2.0),
        Line("CPU s of server and workers until then", _median(work_done)),
        Line("pairs of runs after 5 s", _median(soon.values()), more=True),
        Line("half the 95 % interval over the effect after 5 s", _median(widths)),
        Line("pairs that 10 % of the effect needs", _median(needed)),
    ]


def _bench(dose: int) -> Bench:
    return editing.dose(replace(first_bench(), territory=TERRITORY), "social_agency", "dwellings", dose)


def _width(dose: int, pairs: int, store: str) -> float:
    """Return half the interval of the headline's difference over the difference."""
    shown = work.answer(_bench(dose), pairs, store).contrasts[0]
    found: Any = shown.totals[shown.headline].difference
    return float((found.high - found.low) / 2 / abs(found.mean))


def _needed(dose: int, last: int, store: str) -> float:
    """Return how many pairs an interval of 10 % takes, from its width after the last of them."""
    return float(last * (_width(dose, last, store) / PRECISE) ** 2)


async def _times(reader: Reader, begun: float) -> dict[int, float]:
    """Return after which time the page showed an answer, by its pairs of runs, until no more are on the way."""
    while _progress(reader)[0]:  # the answer to the last question
        await reader.wait()
    found: dict[int, float] = {}
    while True:
        done, total = _progress(reader)
        if done:
            found.setdefault(done, time.monotonic() - begun)
        if done and done == total:
            return found
        await reader.wait()


def _progress(reader: Page) -> tuple[int, int]:
    """Return on how many pairs of runs the answer rests, 0 while there is none, and how many there will be."""
    bars = [each for each in reader.widgets.values() if "done" in each and "total" in each]
    return max(((int(each["done"]), int(each["total"])) for each in bars), default=(0, 0))


def _median(values: Iterable[float]) -> float:
    return float(statistics.median(values))


def _cpu(address: Address) -> float:
    parent = address.process.pid
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    spent = (Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split() for each in (parent, *children))
    return sum(int(each[11]) + int(each[12]) for each in spent) / TICK
