"""2b Actions that reach owners, not people: visits, partners, tests against discrimination."""

from .. import draws
from ..arithmetic import exp, uniform
from ..draws import pick, stream
from ..kernel import kernel
from ..kinds import (
    ANTI_DISCRIMINATION,
    ICT_TOOLS,
    PARTNERSHIP,
    TRUST_NETWORK,
)
from ..parameters import Values
from ..programme import Programme
from ..world import World
from .common import dwelling_id, pay

VISITED = 0
PARTNERS = 1
RESTRAINT = 2


@kernel
def is_climate(kind: int) -> bool:
    """Say whether an action enrols nobody and holds no home: it changes owners, or how well services work."""
    return TRUST_NETWORK <= kind <= ICT_TOOLS or kind == ANTI_DISCRIMINATION


@kernel
def is_visited(world: World, owner: int) -> bool:
    """Say whether an owner is among those visited; the order is a fixed answer, so that more visits add owners."""
    if world.climate[VISITED] == 0.0:
        return False
    key = stream(world.seed[0], draws.TRUST, 0)
    return uniform(pick(key, dwelling_id(world.dwellings, owner), 0)) < world.climate[VISITED]


@kernel
def is_partner(world: World, owner: int) -> bool:
    """Say whether an owner has signed the agreement of a partnership."""
    if world.climate[PARTNERS] == 0.0:
        return False
    key = stream(world.seed[0], draws.MEMBER, 0)
    return uniform(pick(key, dwelling_id(world.dwellings, owner), 0)) < world.climate[PARTNERS]


@kernel
def felt_taste(world: World, p: Values, owner: int, taste: float, agent: bool) -> float:
    """Return what of an owner's taste is acted upon: less where tests are feared and where visitors are trusted.

    An agent who lets for the owner gives in to part of it only.
    """
    taste = taste * (1.0 - world.climate[RESTRAINT])
    if is_visited(world, owner):
        taste = taste * (1.0 - p.landlords_visit_taste)
    return taste * p.landlords_agent_taste if agent else taste


@kernel
def owner_open_to(world: World, p: Values, owner: int) -> float:
    """Return what a partner of the programme makes of every applicant of the model more, logits; 0 for others."""
    return p.landlords_partner if is_partner(world, owner) else 0.0


@kernel
def change_climate(world: World, programme: Programme, p: Values, t: int) -> None:
    """Pay for the month's visits, partners, tests, networks, training and tools, and note what owners feel of them.

    Tests work through how many owners hear of one in a year: effect (1 - exp(-tests a year x reach / owners)).
    What networks, training and tools do is in the programme: places delivered and the wait for a referral.
    """
    climate, owners = world.climate, world.owners[0]
    climate[:] = 0.0
    for a in range(programme.actions.kind.size):
        kind = programme.actions.kind[a]
        if not is_climate(kind) or programme.open[a, t] == 0:
            continue
        places = programme.places[a, t]
        if places == 0 or not pay(programme, world.ledger, a, t, places * programme.actions.unit_cost[a]):
            continue
        world.ledger.served[a, t] += places
        if owners == 0:
            continue
        if kind == TRUST_NETWORK:
            climate[VISITED] = min(1.0, climate[VISITED] + places / owners)
        elif kind == PARTNERSHIP:
            climate[PARTNERS] = min(1.0, climate[PARTNERS] + places / 100.0)
        elif kind == ANTI_DISCRIMINATION:
            climate[RESTRAINT] = p.landlords_test_effect * (1.0 - exp(-12.0 * places / owners * p.landlords_test_reach))
