"""3b Families are reunited: the need for a home jumps."""

from .. import draws
from ..arithmetic import chance, uniform
from ..codes import Family, Permit
from ..draws import pick, stream
from ..kernel import kernel
from ..parameters import Values
from ..world import World
from .common import is_present

FIXED = -30000  # the month of draws whose answer never changes, outside every calendar


@kernel
def rooms_for(household: int, minors: int) -> int:
    """Return the rooms a household needs by the Eurostat standard.

    One for the household, one for the couple or the adult, one for each two children; one in all for a person alone.
    """
    if household == 1:
        return 1
    return 1 + (minors + 1) // 2 + (household - minors) // 2


@kernel
def reunions(world: World, p: Values, t: int) -> None:
    """Refugees and holders of subsidiary protection who are alone and have a family abroad are joined by it in time.

    Who has one, how many children and how old are fixed answers; the month is a hazard.
    """
    people, seed = world.people, world.seed[0]
    key = stream(seed, draws.REUNIFICATION, t)
    fixed = stream(seed, draws.REUNIFICATION, FIXED)
    for i in world.present[: world.crowd[0]]:
        if people.reunited[i] == 1 or people.family[i] != Family.SINGLE or not is_present(people.housing[i]):
            continue
        if people.permit[i] != Permit.REFUGEE and people.permit[i] != Permit.SUBSIDIARY:
            continue
        if not chance(pick(fixed, people.id[i], 0), p.families_abroad):
            continue
        if not chance(pick(key, people.id[i], 0), p.families_reunification):
            continue
        people.reunited[i] = 1
        people.family[i] = Family.FAMILY
        people.minors[i] = 1 + int(uniform(pick(fixed, people.id[i], 1)) * p.population_most_minors)
        if chance(pick(fixed, people.id[i], 2), p.population_young_child_share):
            people.young_child[i] = 1
        people.household[i] = 2 + people.minors[i]
        people.rooms_needed[i] = rooms_for(people.household[i], people.minors[i])
