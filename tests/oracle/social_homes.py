"""Public housing is allotted (ODD 7.8a, ERP)."""

from approdo.model import draws, flows
from approdo.model.codes import Housing

from .agents import Person
from .model import OracleModel


def step(model: OracleModel) -> None:
    """Everybody who may wait for a home and has waited long enough."""
    for person in model.present:
        if may_have_one(model, person) and model.luck.event(
            model.p.social_chance, draws.ERP, model.month, person.id, 0
        ):
            person.vacate()
            person.move(Housing.SOCIAL)
            model.flows[flows.SOCIAL_LETTINGS] += 1


def may_have_one(model: OracleModel, person: Person) -> bool:
    """Registered, with a permit, without a tenancy of one's own, and long enough out of reception."""
    waited: bool = model.month - person.exit_due >= model.p.social_waiting_months
    return waited and not person.is_stable and person.registered == 1 and person.has_permit and person.away == 0
