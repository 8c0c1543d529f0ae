"""2c Placement: where people about to leave reception are offered to go, if they wish."""

from .. import draws
from ..arithmetic import gumbel, log
from ..draws import chooser, option, stream
from ..kernel import kernel
from ..parameters import Values
from ..world import World

QUOTA = 0
NEAR_TIES = 1

OFFER = 1000  # options of the draws from here on are the service's luck, below the person's own


@kernel
def zone_value(world: World, mode: int, z: int) -> float:
    """Return what the service's rule makes of a zone: homes, residents of foreign origin, or homes and jobs."""
    zones = world.zones
    if mode == QUOTA:
        return log(1.0 + zones.stock[z])
    if mode == NEAR_TIES:
        return log(0.001 + zones.foreign_share[z])
    rivals = 1.0 + zones.rivals_low[z] + zones.rivals_middle[z]
    seekers = 1.0 + zones.jobseekers[z]
    return log((1.0 + zones.offers[z]) / rivals) + log((1.0 + zones.posts[z]) / seekers)


@kernel
def place_in_zone(world: World, p: Values, mode: int, i: int) -> None:
    """Move somebody to the zone that the rule puts first among those they like at least as much as their own.

    Consent is the take-up of the action; the household moves together. A zone is liked less the longer the way there,
    and by a fixed taste of the person's own.
    """
    people = world.people
    mine = chooser(stream(world.seed[0], draws.PLACEMENT, 0), people.id[i])
    own = people.zone[i]
    least = gumbel(option(mine, own))
    best, best_value = own, -1.0e300
    for z in range(world.zones.id.size):
        liked = gumbel(option(mine, z)) - p.programme_placement_distance * world.minutes[own, z] / 60.0
        if z != own and liked < least:
            continue
        value = zone_value(world, mode, z) + gumbel(option(mine, OFFER + z))
        if value > best_value:
            best, best_value = z, value
    people.zone[i] = best
