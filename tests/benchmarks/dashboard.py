"""The dashboard's two times: from a lever to the first estimate, and how narrow its interval is after five seconds.

A real server, and a reader who speaks the page's protocol (tests/browser/page.py). Times are on the clock, so the load
of the machine stands beside them; CPU time is that of the server and its workers.
"""

import asyncio
import os
import random
import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from approdo.viz.dashboard import editing, work
from approdo.viz.dashboard.bench import Bench, first_bench
from approdo.viz.dashboard.limits import Limits
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


async def _measure(address: Address, store: str) -> list[Line]:
    reader = Page(address, random.Random("bench"))
    begun = time.monotonic()
    async with reader.page():
        await reader.answer()
        opened = time.monotonic() - begun
        await reader.event("event_choose", TERRITORY, name="territory")
        await _asked(reader)
        await _until(reader, Limits().steps[-1])
        firsts, work_done, reached = [], [], {}
        for dose in DOSES:
            cpu, begun = _cpu(address), time.monotonic()
            change = {"id": "social_agency", "field": "dwellings", "value": dose}
            await reader.event("event_change", change, packed_groups=...)
            await _asked(reader)
            await _until(reader, 1)
            firsts.append(time.monotonic() - begun)
            work_done.append(_cpu(address) - cpu)
            while time.monotonic() - begun < SOON:
                await asyncio.sleep(0.01)
            reached[dose] = _pairs(reader)
            await _until(reader, Limits().steps[-1])
    widths = [_width(_bench(dose), pairs, store) for dose, pairs in reached.items()]
    narrow = [_needed(_bench(dose), store) for dose in DOSES]
    return [
        Line("page opened to the first estimate, warm server, s", opened),
        Line("lever to the first estimate, 994 leavers, s", statistics.median(firsts), 1.0, 0.3),
        Line("the same, CPU s of server and workers", statistics.median(work_done)),
        Line("pairs of runs after 5 s", statistics.median(reached.values()), more=True),
        Line("half the 95 % interval over the effect after 5 s", statistics.median(widths), 0.1),
        Line("pairs that 10 % of the effect needs", statistics.median(narrow)),
    ]


def _bench(dose: int) -> Bench:
    return editing.dose(replace(first_bench(), territory=TERRITORY), "social_agency", "dwellings", dose)


def _width(bench: Bench, pairs: int, store: str) -> float:
    """Return half the interval of the headline's difference over the difference."""
    shown = work.answer(bench, max(pairs, 2), store).contrasts[0]
    found: Any = shown.totals[shown.headline].difference
    return float((found.high - found.low) / 2 / abs(found.mean))


def _needed(bench: Bench, store: str) -> float:
    """Return how many pairs an interval of 10 % takes, from its width after the last step."""
    last = Limits().steps[-1]
    return float(last * (_width(bench, last, store) / 0.1) ** 2)


def _pairs(reader: Page) -> int:
    return max((int(each["done"]) for each in reader.widgets.values() if "done" in each and "total" in each), default=0)


async def _asked(reader: Page) -> None:
    """Wait until the page no longer shows the answer to the last question."""
    while _pairs(reader) == Limits().steps[-1]:
        await asyncio.sleep(0.002)


async def _until(reader: Page, least: int) -> None:
    """Wait until the answer to the present question rests on so many pairs."""
    while _pairs(reader) < least:
        await asyncio.sleep(0.005)


def _cpu(address: Address) -> float:
    parent = address.process.pid
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    spent = (Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split() for each in (parent, *children))
    return sum(int(each[11]) + int(each[12]) for each in spent) / TICK
