"""What the server allows, decided once when it starts."""

import os
from dataclasses import dataclass, field
from typing import Final

LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")
# The first estimate soon, then a few more; each answer takes time of its own, also of the server that shows it.
PICTURED: Final = 16  # pairs of runs before a figure and the first page's map are made: the numbers go first
STEPS: Final = (2, 8, 16, 64, 128, 224)
COMMON: Final = 64  # pairs that everybody gets; more only while nobody else waits
PRECISE: Final = 0.1  # half of the interval over the effect: with less nobody is given more without asking


def _processors() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on Linux
        return os.cpu_count() or 1


def steps_to(pairs: int) -> tuple[int, ...]:
    """Return the pairs of runs after which an answer is shown, the last one being where it stops by itself."""
    return (*(step for step in STEPS if step < pairs), pairs)


@dataclass(frozen=True)
class Limits:
    """Bounds of a server: nothing that a visitor does may cost more than this.

    `steps` are the pairs of runs after which an answer is shown; the last one is where it stops by itself.
    """

    workers: int = field(default_factory=_processors)
    sessions: int = 40  # pages open at the same time
    jobs_per_session: int = field(default_factory=lambda: 8 + 2 * _processors())  # waiting or running
    jobs: int = 200  # waiting or running, all sessions
    upload_bytes: int = 64_000
    link_bytes: int = 16_000
    world_bytes: int = 160_000_000  # of worlds after their burn-in, in the memory of each worker
    idle_minutes: int = 30  # a page without its browser is forgotten
    steps: tuple[int, ...] = field(default_factory=lambda: steps_to(224))
    most_pairs: int = 256  # as far as a reader can ask for more
    saved_per_visitor: int = 200

    @property
    def pictured(self) -> int:
        """From how many pairs of runs on an answer is drawn."""
        return min(PICTURED, self.steps[-1])
