"""Some go elsewhere (ODD 7.12)."""

from approdo.model import draws, flows
from approdo.model.codes import Housing

from .agents import Person
from .model import OracleModel


def step(model: OracleModel) -> None:
    """Everybody out of reception."""
    for person in model.present:
        if person.is_present and person.housing != Housing.RECEPTION and person.away == 0:
            if model.luck.event(hazard(model, person), draws.DEPARTURE, model.month, person.id, 0):
                person.depart()
                model.flows[flows.DEPARTURES] += 1


def hazard(model: OracleModel, person: Person) -> float:
    """Chance to leave the province this month."""
    p = model.p
    chance: float = p.departure_base
    if person.is_homeless:
        chance += p.departure_no_home
    if not person.is_employed:
        chance += p.departure_no_work
    if person.bonds + person.bridges < p.departure_few_ties:
        chance += p.departure_ties
    if person.is_stable and person.is_employed:
        chance = chance * p.departure_settled
    return chance
