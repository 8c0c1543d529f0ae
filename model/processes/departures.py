"""12 Departures from the territory: never a success."""

from .. import draws
from ..arithmetic import chance
from ..codes import Housing
from ..draws import pick, stream
from ..flows import DEPARTURES
from ..kernel import kernel
from ..parameters import Values
from ..world import Ints, World
from .ahead import fetch_soon
from .common import depart, is_employed, is_homeless, is_present, is_stable


@kernel
def departures(world: World, p: Values, t: int, rows: Ints) -> None:
    """People out of reception leave with a hazard that rises without home, work and ties."""
    people = world.people
    key = stream(world.seed[0], draws.DEPARTURE, t)
    for k in range(rows.size):
        fetch_soon(world, rows, k)
        i = rows[k]
        state = people.housing[i]
        if not is_present(state) or state == Housing.RECEPTION or people.away[i] > 0:
            continue
        hazard = p.departure_base
        if is_homeless(state):
            hazard += p.departure_no_home
        if not is_employed(people.work[i]):
            hazard += p.departure_no_work
        if people.bonds[i] + people.bridges[i] < p.departure_few_ties:
            hazard += p.departure_ties
        if is_stable(state) and is_employed(people.work[i]):
            hazard = hazard * p.departure_settled
        if not chance(pick(key, people.id[i], 0), hazard):
            continue
        depart(world, i)
        world.flows[DEPARTURES] += 1
