"""Income, living, remittances (ODD 7.6)."""

from approdo.model import draws
from approdo.model.codes import Housing

from .agents import Person
from .luck import cents
from .model import OracleModel


def step(model: OracleModel) -> None:
    """Everybody earns, then spends."""
    for person in model.present:
        if person.is_present:
            earn(model, person)
            spend(model, person)


def received(person: Person) -> bool:
    """In reception, prolonged or not."""
    return person.housing in (Housing.RECEPTION, Housing.PROLONGED_RECEPTION)


def earn(model: OracleModel, person: Person) -> None:
    """Wage, benefit, pocket money or child allowance."""
    p = model.p
    income = person.wage
    if person.benefit_left > 0:
        person.benefit_left -= 1
        income += person.benefit
    if received(person):
        income += int(p.money_pocket)
    elif (
        person.minors > 0
        and person.has_permit
        and person.registered == 1
        and model.luck.event(p.money_child_take_up, draws.TRANSFER, 0, person.id, 0)
    ):
        income += int(p.money_child_allowance) * person.minors
    person.income = income


def spend(model: OracleModel, person: Person) -> None:
    """Living first; remittances only if all of them can be sent."""
    p = model.p
    scale = 1.0 + p.money_scale_member * (person.household - 1)
    if received(person):
        living = p.money_living_reception * scale
    elif person.is_homeless:
        living = p.money_living_no_home * scale
    else:
        living = p.money_living * scale
    rest = max(0, person.savings + person.income - cents(living))
    sent = cents(p.money_remittance_share * person.income)
    if sent < rest:
        rest -= sent
    person.savings = rest
