"""The thirteen processes of a month, in their order."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from ..kernel import allocating_kernel, entrance
from ..parameters import Values
from ..programme import Programme
from ..world import Medium, World
from .ahead import fetch_people
from .alike import TOGETHER, block_of, list_alike
from .departures import departures
from .exits import exits
from .landlords import landlords_and_rents
from .learning import learning
from .market import market
from .money import money
from .no_home import no_home
from .owners import owners
from .permits import permits
from .recording import begin_record, record, record_people
from .services import services
from .social_homes import list_allotted, social_homes
from .supply import supply
from .tenancies import tenancies
from .ties import ties
from .work import change_work, list_jobseekers, work


@allocating_kernel
def housing_market(world: World, programme: Programme, p: Values, t: int, allotted: Medium) -> None:
    """Owners decide about voids, public and programme homes are filled, seekers and landlords meet.

    Who is `allotted` a public home is known before, by `list_allotted`: owners have no part in it.
    """
    owners(world, programme, p, t)
    social_homes(world, allotted)
    supply(world, programme, p, t)
    market(world, programme, p, t)


class Process(NamedTuple):
    """A step of the month: its name and its rules. The first of these says what all of them do."""

    name: str
    rules: tuple[Callable[..., Any], ...]


SCHEDULE: tuple[Process, ...] = (
    Process("exits", (exits, list_alike)),
    Process("services", (services,)),
    Process("permits", (permits,)),
    Process("learning", (learning,)),
    Process("work", (work, change_work, list_jobseekers)),
    Process("money", (money,)),
    Process("tenancies", (tenancies,)),
    Process("housing_market", (housing_market, list_allotted)),
    Process("no_home", (no_home,)),
    Process("ties", (ties,)),
    Process("landlords_and_rents", (landlords_and_rents,)),
    Process("departures", (departures,)),
    Process("record", (record, begin_record, record_people)),
)
ALL = (1 << len(SCHEDULE)) - 1


@entrance
def months(world: World, programme: Programme, p: Values, begin: int, end: int, first: int, last: int, on: int) -> None:
    """Simulate months `begin` to `end - 1`: processes `first` to `last - 1` of the schedule whose bit in `on` is set.

    One compiled call for a whole run. Each process finishes for everybody before the next begins, as far as anybody can
    tell: where the next asks nothing of others, both go through a block of people while it is in the cache. For the
    same reason owners learn before ties are made: neither knows of the other.
    """
    run = on & (((1 << last) - 1) ^ ((1 << first) - 1))
    jobseekers, allotted = np.empty(world.people.id.size, np.int32), np.empty(world.people.id.size, np.int32)
    for t in range(begin, end):
        if first == 0:
            world.flows[:] = 0
        if run & 1:
            exits(world, p, t)
        if run & 2:
            services(world, programme, p, t)
        looking, waited = 0, 0
        for start in range(0, world.crowd[0], TOGETHER):
            here = block_of(world, world.present, start)
            alike = block_of(world, world.alike, start)
            fetch_people(world, here)
            if run & 1:
                list_alike(world, here, alike)
            if run & 4:
                permits(world, p, t, alike)
            if run & 8:
                learning(world, programme, p, t, alike)
            if run & 16:
                change_work(world, programme, p, t, alike)
                looking = list_jobseekers(world.people, alike, looking, jobseekers)
        if run & 16:
            work(world, programme, p, t, jobseekers[:looking])
        for start in range(0, world.crowd[0], TOGETHER):
            here = block_of(world, world.present, start)
            fetch_people(world, here)
            if run & 32:
                money(world, p, t, here)
            if run & 64:
                tenancies(world, programme, p, t, here)
            if run & 128:
                waited = list_allotted(world, p, t, here, waited, allotted)
        if run & 128:
            housing_market(world, programme, p, t, allotted[:waited])
        if run & 256:
            no_home(world, programme, p, t)
        if run & 1024:
            landlords_and_rents(world, programme, p, t)
        if run & 4096:
            begin_record(world, t)
        for start in range(0, world.crowd[0], TOGETHER):
            here = block_of(world, world.present, start)
            alike = block_of(world, world.alike, start)
            fetch_people(world, here)
            if run & 512:
                ties(world, programme, p, t, here)
            if run & 2048:
                departures(world, p, t, alike)
            if run & 4096:
                record_people(world, p, t, alike)
        if run & 4096:
            record(world, p, t)
