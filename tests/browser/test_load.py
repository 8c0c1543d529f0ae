"""Twenty readers at once: all get an answer, the page stays quick, and memory comes back when they leave."""

import time
from pathlib import Path

import pytest

from tests.browser.conftest import Visitor

READERS = 20
pytestmark = pytest.mark.soak


def memory(server):
    """Return the memory of the server's own process and of its workers, MB."""
    parent = server.process.pid
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [_resident(each) for each in (parent, *children)]


def _resident(process):
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) // 1024
    return 0


def wave(chromium, server, number):
    """Open the pages of many readers, wait for all answers, let each move a lever, close; return what was measured."""
    begun = time.monotonic()
    readers = [Visitor(chromium, server, "it-IT" if n % 2 else "en-GB") for n in range(number)]
    for reader in readers:
        reader.context.set_default_timeout(600_000)
        reader.page.goto(server, wait_until="commit")
    for reader in readers:
        reader.answer()
    answered = time.monotonic() - begun
    begun = time.monotonic()
    for reader in readers[:3]:
        reader.page.fill("#social_agency-dwellings", "33")
        reader.page.press("#social_agency-dwellings", "Tab")
        reader.page.wait_for_selector('[data-field="dwellings"].changed')
    moved = (time.monotonic() - begun) / 3
    during = memory(server)
    for reader in readers:
        assert reader.errors == []
        reader.page.close()
        reader.context.close()
    time.sleep(10)
    return answered, moved, during, memory(server)


def test_twenty_readers_at_once(chromium, server):
    wave(chromium, server, 1)
    before = memory(server)
    answered, moved, during, after = wave(chromium, server, READERS)
    again = wave(chromium, server, READERS)
    print(f"\nall {READERS} answered after {answered:.0f} s; a lever moves in {moved:.1f} s")
    print(f"memory MB: before {before}, during {during}, after {after}, second wave {again[2]}, {again[3]}")
    assert during[0] - before[0] < 15 * READERS
    assert again[3][0] < after[0] * 1.15 + 20  # what one wave takes, the next one uses again
