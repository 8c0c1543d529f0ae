"""3b Families are reunited: the need for a home jumps."""

from ..arithmetic import chance, uniform
from ..codes import Family, Permit
from ..draws import pick
from ..kernel import entrance, kernel
from ..parameters import Values
from ..world import People

FIXED = -30000  # the month of draws whose answer never changes, outside every calendar


@entrance
def rooms_for(household: int, minors: int) -> int:
    """Return the rooms a household needs by the Eurostat standard.

    One for the household, one for the couple or the lone parent, one for each two children; one in all for a person
    alone.
    """
    if household == 1:
        return 1
    return 2 + (minors + 1) // 2


@kernel
def is_joined(people: People, p: Values, i: int, month: int, fixed: int) -> bool:
    """Say whether the family of a refugee or a holder of subsidiary protection who is alone comes this month.

    Who has a family abroad is a fixed answer, the month a hazard; the rarer is asked first.
    """
    if people.reunited[i] == 1 or people.family[i] != Family.SINGLE:
        return False
    if people.permit[i] != Permit.REFUGEE and people.permit[i] != Permit.SUBSIDIARY:
        return False
    if not chance(pick(month, people.id[i], 0), p.families_reunification):
        return False
    return chance(pick(fixed, people.id[i], 0), p.families_abroad)


@kernel
def reunite(people: People, p: Values, i: int, fixed: int) -> None:
    """Let the family come; how many children and how old are fixed answers."""
    people.reunited[i] = 1
    people.family[i] = Family.FAMILY
    people.minors[i] = 1 + int(uniform(pick(fixed, people.id[i], 1)) * p.population_most_minors)
    if chance(pick(fixed, people.id[i], 2), p.population_young_child_share):
        people.young_child[i] = 1
    people.household[i] = 2 + people.minors[i]
    people.rooms_needed[i] = rooms_for(people.household[i], people.minors[i])
