"""Families join those who have protection (ODD 7.3, reunions)."""

from approdo.model import draws
from approdo.model.codes import Family, Permit

from .agents import Person
from .model import OracleModel

ALWAYS = -30000  # the month of draws that never change


def reunions(model: OracleModel) -> None:
    """Whose family is abroad and comes this month."""
    p, luck = model.p, model.luck
    for person in model.present:
        if (
            person.reunited == 0
            and person.family == Family.SINGLE
            and person.is_present
            and person.permit in (Permit.REFUGEE, Permit.SUBSIDIARY)
            and luck.event(p.families_abroad, draws.REUNIFICATION, ALWAYS, person.id, 0)
            and luck.event(p.families_reunification, draws.REUNIFICATION, model.month, person.id, 0)
        ):
            reunite(model, person)


def reunite(model: OracleModel, person: Person) -> None:
    """A spouse and children come, all at once."""
    p, luck = model.p, model.luck
    person.reunited = 1
    person.family = Family.FAMILY
    person.minors = 1 + int(luck.uniform(draws.REUNIFICATION, ALWAYS, person.id, 1) * p.population_most_minors)
    if luck.event(p.population_young_child_share, draws.REUNIFICATION, ALWAYS, person.id, 2):
        person.young_child = 1
    person.household = 2 + person.minors
    adults = person.household - person.minors
    person.rooms_needed = 1 + (person.minors + 1) // 2 + adults // 2
    model.happened["families reunited"] += 1
    if person.home is not None:
        model.happened["families reunited in a home"] += 1
