"""Permits and residence registration (ODD 7.3)."""

from approdo.model import draws, kinds
from approdo.model.codes import Channel, Housing, Permit

from .agents import Person
from .families import reunions
from .model import OracleModel

AT_HOME = (
    Housing.RECEPTION,
    Housing.PROLONGED_RECEPTION,
    Housing.TRANSITIONAL,
    Housing.PROGRAMME,
    Housing.HOSTED_AGREEMENT,
    Housing.SHARED,
    Housing.OWN,
    Housing.SOCIAL,
)


def step(model: OracleModel) -> None:
    """Registration first, then the permit; families come after everybody's turn."""
    for person in model.present:
        if person.is_present:
            register(model, person)
            if person.permit not in (Permit.NONE, Permit.APPLICANT):
                renew(model, person)
    reunions(model)


def register(model: OracleModel, person: Person) -> None:
    """Residence is gained, or lapses."""
    p, luck, t = model.p, model.luck, model.month
    if person.housing in AT_HOME:
        odds = p.permits_register_at_home
    elif person.housing == Housing.HOSTED:
        odds = p.permits_register_with_host
    else:
        odds = p.permits_register_fictitious
    if person.has(kinds.RESIDENCE_REGISTRATION):
        odds = 1.0 - (1.0 - odds) * (1.0 - p.permits_register_helped)
    if person.registered == 0:
        if person.channel != Channel.NONE:
            person.registered = int(luck.event(odds, draws.REGISTRATION, t, person.id, 0))
    elif odds < p.permits_register_at_home and luck.event(p.permits_lapse_hazard, draws.REGISTRATION, t, person.id, 1):
        person.registered = 0


def renew(model: OracleModel, person: Person) -> None:
    """Wait for a renewal, ask for one, or lose a special permit."""
    p, t = model.p, model.month
    if person.permit_wait > 0:
        person.permit_wait -= 1
        if person.permit_wait == 0:
            person.permit_until = t + duration(model, person.permit)
    elif t >= person.permit_until:
        if person.permit == Permit.SPECIAL and not model.dated("special_renewable"):
            if not (model.dated("special_convertible") and person.is_formal):
                person.permit = Permit.NONE
                return
        person.permit_wait = int(p.permits_renewal_delay_months)
        if person.registered == 0 and model.luck.event(p.permits_address_block, draws.PERMIT, t, person.id, 0):
            person.permit_wait += int(p.permits_address_delay_months)


def duration(model: OracleModel, permit: int) -> int:
    """Months a permit lasts."""
    p = model.p
    if permit == Permit.REFUGEE:
        return int(p.permits_refugee_months)
    if permit == Permit.SUBSIDIARY:
        return int(p.permits_subsidiary_months)
    return int(p.permits_special_months)
