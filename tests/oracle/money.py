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
    """Wage, benefit, pocket money, or child allowance and the minimum income."""
    p = model.p
    income = person.wage
    if person.benefit_left > 0:
        person.benefit_left -= 1
        income += person.benefit
    if received(person):
        income += int(p.money_pocket)
    elif person.has_permit and person.registered == 1:
        if person.minors > 0 and model.luck.event(p.money_child_take_up, draws.TRANSFER, 0, person.id, 0):
            income += int(p.money_child_allowance) * person.minors
        income += minimum_income(model, person, income)
    person.income = income


def minimum_income(model: OracleModel, person: Person, income: int) -> int:
    """What the date's minimum income adds to the rest."""
    p, amount = model.p, model.dated("minimum_income")
    here = model.month - person.exit_due + p.money_months_here_at_exit
    if (
        amount == 0
        or (model.dated("minimum_families") == 1 and person.minors == 0)
        or here < 12.0 * model.dated("minimum_years")
        or not model.luck.event(p.money_minimum_take_up, draws.TRANSFER, 0, person.id, 1)
    ):
        return 0
    missing = max(0, cents(amount * (1.0 + p.money_scale_minimum * (person.household - 1))) - income)
    if missing > 0:
        model.happened["minimum incomes"] += 1
    return missing


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
    spent = cents(living)
    if person.housing == Housing.SOCIAL and person.home is None:
        spent += cents(p.social_rent_share * person.income)
    rest = max(0, person.savings + person.income - spent)
    sent = cents(p.money_remittance_share * person.income)
    if sent < rest:
        rest -= sent
    person.savings = rest
