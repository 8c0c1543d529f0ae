"""Exits from reception (ODD 7.1)."""

from approdo.model import draws, flows, kinds
from approdo.model.codes import Channel, Housing

from .agents import UNPLACED, Person
from .model import OracleModel


def step(model: OracleModel) -> None:
    """Let in who is due, then let out who leaves."""
    welcome(model)
    for person in model.present:
        if person.housing == Housing.RECEPTION:
            leave_reception(model, person)
        elif person.housing == Housing.PROLONGED_RECEPTION and not person.has(kinds.RECEPTION_EXTENSION):
            person.move(UNPLACED)


def welcome(model: OracleModel) -> None:
    """Take into reception all whose window has begun, and list who is present."""
    people = model.people
    while model.let_in < len(people):
        person = people[model.let_in]
        if model.month < person.exit_due - model.p.reception_window_months:
            break
        if person.housing == Housing.EXPECTED:
            person.move(Housing.RECEPTION)
        model.let_in += 1
    model.present = [person for person in people[: model.let_in] if person.housing != Housing.DEPARTED]


def leave_reception(model: OracleModel, person: Person) -> None:
    """The term, abandonment, or revocation for income, whichever comes first."""
    p, luck, t = model.p, model.luck, model.month
    if t >= person.exit_due:
        person.housing = UNPLACED
    elif luck.event(p.reception_abandon_hazard, draws.ABANDON, t, person.id, 0):
        if luck.event(p.reception_abandon_departs, draws.ABANDON, t, person.id, 1):
            person.depart()
            model.flows[flows.DEPARTURES] += 1
            return
        person.housing = UNPLACED
    elif (
        person.channel == Channel.CAS
        and person.is_employed
        and person.income > p.reception_income_limit
        and luck.event(p.reception_revoke_hazard, draws.REVOKE, t, person.id, 0)
    ):
        person.housing = UNPLACED
    if person.housing == UNPLACED:
        person.since = 0
        model.flows[flows.EXITS] += 1
        if person.has_permit:
            person.savings += int(p.reception_exit_grant)
