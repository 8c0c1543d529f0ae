"""Dated events: what changes in a running world from a recorded month on, the same for every arm.

Until that month the world is the one without the event, bit for bit. Nobody is invented: people who come sooner are
those who would have come later, so that they and their luck stay who they are.
"""

import hashlib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from approdo.model.codes import Channel, Housing

from .seeds import generator_seed

if TYPE_CHECKING:
    from approdo.model.parameters import Parameters
    from approdo.model.world import World

MOST_LEAVERS: Final = 4.0  # times as many leavers as would have come, at most


@dataclass(frozen=True)
class Event:
    """What changes from recorded `month` on, before that month is lived.

    parameters: new values, by name; leavers: so many times as many people leave reception a month (1 to 4); cas_closes:
    share of the people in CAS then who leave at once; sai_cut: share of those who would have come into SAI later who
    stay in CAS; tourism: added to every zone's tourist pressure (0 to 1).
    """

    month: int
    parameters: tuple[tuple[str, float], ...] = ()
    leavers: float = 1.0
    cas_closes: float = 0.0
    sai_cut: float = 0.0
    tourism: float = 0.0

    def canonical(self) -> dict[str, Any]:
        """Return everything that decides what happens, ready for JSON."""
        return {**vars(self), "parameters": dict(self.parameters), "rules": _rules()}

    def later(self, months: int) -> int:
        """Return how many months of people beyond the horizon it brings forward."""
        return int(np.ceil(max(0, months - self.month) * (self.leavers - 1.0)))

    def changed(self, parameters: "Parameters") -> "Parameters":
        """Return the parameters from its month on."""
        new = dict(self.parameters)
        rows = tuple(replace(row, value=new[row.name]) if row.name in new else row for row in parameters.rows)
        return type(parameters)(rows) if new else parameters

    def happen(self, world: "World") -> None:
        """Change the people and places of a world that has lived until `month`."""
        people = world.people
        if self.leavers > 1.0:
            _bring_forward(world, self.month, self.leavers)
        if self.cas_closes > 0.0:
            inside = (people.housing == Housing.RECEPTION) & (people.channel == Channel.CAS)
            closed = inside & (_luck(world, "closes") < self.cas_closes)
            people.exit_due[closed] = np.minimum(people.exit_due[closed], self.month)
        if self.sai_cut > 0.0:
            coming = (people.housing == Housing.EXPECTED) & (people.channel == Channel.SAI)
            people.channel[coming & (_luck(world, "cut") < self.sai_cut)] = Channel.CAS
        if self.tourism:
            world.zones.tourism[:] = np.clip(world.zones.tourism + self.tourism, 0.0, 1.0)


@cache
def _rules() -> str:
    """Return the digest of this file: like the model's rules, what events do decides results."""
    return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:16]


def _bring_forward(world: "World", month: int, times: float) -> None:
    """Let everybody who is due from `month` on leave `times` as soon after it.

    People of a month are spread over it in the order of their rows, which stay in the order of their exits. A permit
    that begins near the exit begins as much earlier.
    """
    people = world.people
    due = people.exit_due.astype(np.int64)
    coming = np.flatnonzero(due >= month)
    if coming.size == 0:
        return
    cohort, first, size = np.unique(due[coming], return_index=True, return_counts=True)
    of = np.searchsorted(cohort, due[coming])
    part = (np.arange(coming.size) - first[of]) / size[of]
    sooner = month + ((due[coming] - month + part) / times).astype(np.int64)
    people.permit_until[coming] -= (due[coming] - sooner).astype(people.permit_until.dtype)
    people.exit_due[coming] = sooner


def _luck(world: "World", what: str) -> "np.ndarray[Any, np.dtype[np.float64]]":
    """Return a number in [0, 1) for everybody, the same in every arm of a seed."""
    rng = np.random.default_rng(generator_seed(int(world.seed[0]), f"event {what}"))
    return rng.random(world.people.id.size)
