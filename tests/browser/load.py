"""Many readers at once, without browsers: each speaks Solara's protocol as its page does, and does random things.

``python -m tests.browser.load --sessions 20 --seconds 60`` starts a server of its own; ``--url`` and ``--pid`` take one
that runs. Printed: memory before, during and after, how long pages took to answer, what went wrong. It ends with 1 if a
reader was shown what is another's, or something went wrong.
"""

import argparse
import asyncio
import base64
import contextlib
import json
import random
import re
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.beside import run_beside
from tests.browser.page import Page
from tests.browser.serving import dashboard

STILL = 5  # seconds in which the server's memory does not go down: it has given back what it does
MARK = re.compile(r"reader-[0-9a-f]{12}")
PAGES = ("answer", "compare", "territory", "life", "evidence", "scenarios")
TERRITORIES = ("padova", "sondrio", "lucca", "brescia")
PACKAGE = """format = 1
[package]
name = "{name}"
[[lever]]
kind = "social_agency"
[[lever]]
kind = "tutoring"
"""


@dataclass
class Seen:
    """What all readers together went through; seconds."""

    opened: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    replies: dict[str, list[float]] = field(default_factory=dict)
    wrong: Counter[str] = field(default_factory=Counter)
    strangers: int = 0  # frames that showed one reader what is another's

    def reply(self, what: str, seconds: float) -> None:
        """Note how long the page took to take an action."""
        self.replies.setdefault(what, []).append(seconds)


class Reader(Page):
    """A reader who does random things, with a package and a saved scenario of their own, named by a mark."""

    def __init__(self, url: str, seen: Seen, chance: random.Random) -> None:
        super().__init__(url, chance)
        self.seen = seen
        self.mark = f"reader-{chance.getrandbits(48):012x}"

    def hear(self, text: str) -> None:
        """Count frames that show what is another's."""
        self.seen.strangers += bool(set(MARK.findall(text)) - {self.mark})

    async def event(self, what: str, data: object, /, **traits: Any) -> float:
        """Send an event, and note how long the page took."""
        seconds = await super().event(what, data, **traits)
        if seconds:
            self.seen.reply(what, seconds)
        return seconds

    async def settle(self) -> None:
        """Put a package of one's own on the screen, named by the reader's mark, and save it."""
        await self.event("event_go", "scenarios", here=...)
        await self.until(lambda: self.find(too_large=...) is not None, "no page of scenarios")
        text = base64.b64encode(PACKAGE.format(name=self.mark).encode()).decode()
        await self.event("event_file", {"name": f"{self.mark}.toml", "text": text}, too_large=...)
        await self.event("event_set", self.mark, name="save-name")
        await self.event("event_press", True, name="save")
        await self.own()

    async def own(self) -> None:
        """Look for what is the reader's own on the page of scenarios."""
        await self.event("event_go", "scenarios", here=...)
        await self.until(lambda: self.mark in json.dumps(self.widgets), "lost what was its own")

    async def act(self) -> None:
        """Do one of the things that a reader does."""
        chance = self.chance
        done = 0.0
        match chance.randrange(10):
            case 0 | 1:
                done = await self.event("event_go", chance.choice(PAGES), here=...)
            case 2 | 3:
                change = {"id": "social_agency", "field": "dwellings", "value": chance.randrange(1, 60)}
                done = await self.event("event_change", change, packed_groups=...)
            case 4:
                kind = chance.choice(("tutoring", "rent_subsidy", "guarantee_fund", "language_courses"))
                done = await self.event(chance.choice(("event_add", "event_remove")), kind, packed_groups=...)
            case 5:
                done = await self.event("event_choose", chance.choice(TERRITORIES), name="territory")
            case 6:
                done = await self.event("event_language", chance.choice(("en", "it")), here=...)
            case 7:
                done = await self.event("event_press", True, name=chance.choice(("undo", "redo")))
            case 8:
                done = await self.event("event_press", True, name="explain-cost_total")
                await self.event("event_press", True, name="close")
            case _:
                done = await self.event("event_press", True, name="another")
        if not done:
            await self.event("event_go", chance.choice(PAGES), here=...)

    async def visit(self, seconds: float) -> None:
        """Open a page, wait for an answer, do random things until the time is over, and leave."""
        try:
            begun = time.monotonic()
            async with self.page():
                self.seen.opened.append(time.monotonic() - begun)
                await self.answer()
                self.seen.answered.append(time.monotonic() - begun)
                await self.settle()
                while time.monotonic() - begun < seconds:
                    await self.act()
                    await asyncio.sleep(self.chance.expovariate(0.5))  # every two seconds
                await self.own()
        except Exception as error:  # noqa: BLE001 - one reader's trouble is counted, the others go on
            self.seen.wrong[f"{type(error).__name__}: {error}"[:200]] += 1


def memory(process: int) -> list[int]:
    """Return the resident memory of a process and of its children, MB."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [_resident(each) for each in (process, *map(int, children))]


def _resident(process: int) -> int:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1]) // 1024
    return 0


async def load(
    url: str, process: int, sessions: int, seconds: float, seed: int = 1, silent: float = 0.0
) -> tuple[Seen, list[list[int]]]:
    """Let many readers come within some seconds, stay and leave.

    Args:
        url: of the server.
        process: its number, for the memory.
        sessions: how many readers.
        seconds: how long each stays.
        seed: of what they do.
        silent: share of readers who leave without a word; the server forgets them after a while (`--forget`).

    Returns:
        What they went through, and the memory before, every few seconds meanwhile, and (last) when it stays as it is.
    """
    seen = Seen()
    await Reader(url, Seen(), random.Random(f"{seed}-first")).visit(1)  # what the server loads once is no reader's
    levels = [memory(process)]
    readers = [Reader(url, seen, random.Random(f"{seed}-{number}")) for number in range(sessions)]

    for number, reader in enumerate(readers):
        reader.silent = number < silent * sessions

    async def come(number: int) -> None:
        await asyncio.sleep(0.2 * number)
        await readers[number].visit(seconds)

    async def watch() -> None:
        while True:
            await asyncio.sleep(min(10.0, seconds / 10))
            levels.append(memory(process))

    watching = asyncio.create_task(watch())
    await asyncio.gather(*(come(number) for number in range(sessions)))
    watching.cancel()
    levels.append(await _settled(process))
    return seen, levels


async def _settled(process: int) -> list[int]:
    """Return the memory once it has not gone down for a while: what is left has no hurry to end."""
    lowest, still = memory(process), 0
    while still < STILL:
        await asyncio.sleep(1)
        now = memory(process)
        still = still + 1 if now[0] >= lowest[0] else 0
        lowest = min(lowest, now)
    return lowest


def load_beside(*given: Any) -> tuple[Seen, list[list[int]]]:
    """Do the same from where an event loop runs already; arguments as those of `load`."""
    return run_beside(lambda: load(*given))


def told(seen: Seen, levels: list[list[int]]) -> Iterator[str]:
    """Say what was measured, line by line."""
    highest = max(levels, key=sum)
    yield f"memory MB (server, workers): before {levels[0]}, highest {highest}, after {levels[-1]}"
    yield f"page open after {_spread(seen.opened)}; first answer after {_spread(seen.answered)}"
    for what, seconds in sorted(seen.replies.items()):
        yield f"{what}: {len(seconds)} times, taken after {_spread(seconds)}"
    yield f"frames that showed what is another's: {seen.strangers}; wrong: {dict(seen.wrong) or 'nothing'}"


def _spread(seconds: list[float]) -> str:
    if not seconds:
        return "-"
    ordered = sorted(seconds)
    most = ordered[int(0.95 * (len(ordered) - 1))]
    return f"median {statistics.median(ordered):.2f} s, 95 % {most:.2f} s, longest {ordered[-1]:.2f} s"


@contextlib.contextmanager
def own_server() -> Iterator[tuple[str, int]]:
    """Start a dashboard; give its address and process, and print what it complained about."""
    with tempfile.TemporaryDirectory() as folder, dashboard(Path(folder)) as address:
        yield address, address.process.pid
        errors = address.log.read_text()
        if "Traceback" in errors:
            print(f"the server's log has tracebacks:\n{errors[-3000:]}")


def main() -> int:
    """Read the command line, load, print."""
    asked = argparse.ArgumentParser(description="Many readers of the dashboard at once.")
    asked.add_argument("--sessions", type=int, default=20)
    asked.add_argument("--seconds", type=float, default=60.0)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--silent", type=float, default=0.0, help="share of readers who leave without a word")
    asked.add_argument("--url", help="of a running server (with --pid); else one is started")
    asked.add_argument("--pid", type=int)
    given = asked.parse_args()
    with contextlib.ExitStack() as stack:
        url, process = (given.url, given.pid) if given.url else stack.enter_context(own_server())
        if process is None:
            asked.error("--url needs --pid")
        seen, levels = asyncio.run(
            load(url.rstrip("/"), process, given.sessions, given.seconds, given.seed, given.silent)
        )
        print("\n".join(told(seen, levels)))
    return 1 if seen.strangers or seen.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
