"""8b Public housing (ERP): nobody before the local waiting time, few after it."""

from .. import draws
from ..arithmetic import chance
from ..codes import Housing, Permit
from ..draws import pick, stream
from ..flows import SOCIAL_LETTINGS
from ..kernel import kernel
from ..parameters import Values
from ..world import Ints, Medium, World
from .common import is_stable, vacate


@kernel
def list_allotted(world: World, p: Values, t: int, rows: Ints, count: int, allotted: Medium) -> int:
    """Write who of `rows` is given a public home, behind the `count` who are listed already; return how many there are.

    Registered holders who have waited long enough and have no home of their own title.
    """
    people = world.people
    key = stream(world.seed[0], draws.ERP, t)
    for i in rows:
        if t - people.exit_due[i] < p.social_waiting_months or is_stable(people.housing[i]):
            continue
        if people.registered[i] == 0 or people.permit[i] == Permit.NONE or people.away[i] > 0:
            continue
        if chance(pick(key, people.id[i], 0), p.social_chance):
            allotted[count] = i
            count += 1
    return count


@kernel
def social_homes(world: World, allotted: Medium) -> None:
    """Let those to whom a public home is allotted move there.

    The homes are outside the private stock; the rent is a share of income and part of the cost of living.
    """
    people = world.people
    for i in allotted:
        vacate(people, world.dwellings, i)
        people.housing[i] = Housing.SOCIAL
        people.since[i] = 0
        world.flows[SOCIAL_LETTINGS] += 1
