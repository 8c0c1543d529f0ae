"""1 Exits from reception."""

from .. import draws
from ..arithmetic import chance
from ..codes import Channel, Housing, Permit
from ..draws import pick, stream
from ..flows import DEPARTURES, EXITS
from ..kernel import kernel
from ..kinds import RECEPTION_EXTENSION
from ..parameters import Values
from ..world import World
from .common import UNPLACED, depart, is_employed


@kernel
def welcome(world: World, p: Values, t: int) -> None:
    """Let people whose exit has come near into the population, and list who is in the territory.

    Rows are in order of the month due, so that those still expected are the last ones; `crowd` holds the length of the
    list and the first row still expected.
    """
    people, present, crowd = world.people, world.present, world.crowd
    first = crowd[1]
    while first < people.id.size and t >= people.exit_due[first] - p.reception_window_months:
        if people.housing[first] == Housing.EXPECTED:
            people.housing[first] = Housing.RECEPTION
            people.since[first] = 0
        first += 1
    crowd[1] = first
    count = 0
    for i in range(first):
        if people.housing[i] != Housing.DEPARTED:
            present[count] = i
            count += 1
    crowd[0] = count


@kernel
def exits(world: World, p: Values, t: int) -> None:
    """People enter the last year of reception, and leave it when due, when they give up, or when income revokes it.

    Nobody is in the population before the last `reception_window` months of their stay. An early leaver departs from
    the territory with chance `abandon_departs`. Who leaves is unplaced until the market and the services have answered.
    """
    people, seed = world.people, world.seed[0]
    abandon = stream(seed, draws.ABANDON, t)
    revoke = stream(seed, draws.REVOKE, t)
    housing, due = people.housing, people.exit_due
    welcome(world, p, t)
    for i in world.present[: world.crowd[0]]:
        if housing[i] == Housing.RECEPTION:
            if t >= due[i]:
                housing[i] = UNPLACED
            elif chance(pick(abandon, people.id[i], 0), p.reception_abandon_hazard):
                if chance(pick(abandon, people.id[i], 1), p.reception_abandon_departs):
                    depart(world, i)
                    world.flows[DEPARTURES] += 1
                    continue
                housing[i] = UNPLACED
            elif (
                people.channel[i] == Channel.CAS
                and is_employed(people.work[i])
                and people.income[i] > p.reception_income_limit
                and chance(pick(revoke, people.id[i], 0), p.reception_revoke_hazard)
            ):
                housing[i] = UNPLACED
            if housing[i] == UNPLACED:
                people.since[i] = 0
                world.flows[EXITS] += 1
                if people.permit[i] != Permit.NONE:
                    people.savings[i] += int(p.reception_exit_grant)
        elif housing[i] == Housing.PROLONGED_RECEPTION:
            if world.supports.left[RECEPTION_EXTENSION, i] <= 0:
                housing[i] = UNPLACED
                people.since[i] = 0
