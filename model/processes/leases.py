"""What contract a home is let on: for how long, and how often it is renewed."""

from .. import draws
from ..arithmetic import uniform
from ..draws import draw
from ..kernel import kernel
from ..parameters import Values
from ..world import World
from .common import dwelling_id, is_by_room

FREE = 0  # 4+4
AGREED = 1  # 3+2 at an agreed rent
TRANSITORY = 2


@kernel
def lease_kind(world: World, p: Values, d: int) -> int:
    """Return the kind of contract on which the owner lets the whole of dwelling `d`, always the same."""
    u = uniform(draw(world.seed[0], draws.LEASE, 0, dwelling_id(world.dwellings, d), 0))
    if u < p.tenancy_agreed_share:
        return AGREED
    return TRANSITORY if u < p.tenancy_agreed_share + p.tenancy_transitory_share else FREE


@kernel
def lease_months(world: World, p: Values, d: int) -> int:
    """Return how many months a contract for a place of dwelling `d` runs."""
    if is_by_room(world.dwellings, d):
        return int(p.tenancy_room_months)
    kind = lease_kind(world, p, d)
    if kind == AGREED:
        return int(p.tenancy_agreed_months)
    return int(p.tenancy_transitory_months) if kind == TRANSITORY else int(p.tenancy_lease_months)


@kernel
def renewal(world: World, p: Values, d: int) -> float:
    """Return the share of contracts for a place of dwelling `d` that are renewed at their end."""
    if not is_by_room(world.dwellings, d) and lease_kind(world, p, d) == TRANSITORY:
        return p.tenancy_transitory_renewal
    return p.tenancy_renewal
