"""Exits from reception (ODD 7.1)."""

from approdo.model import draws, flows, kinds
from approdo.model.codes import Channel, Housing, Permit

from .agents import Person
from .model import OracleModel
from .places import UNPLACED

UNDECIDED, TRANSFERRED, NO_PLACE, STAYS_IN_CAS = 0, 2, 3, 4  # of a transfer from CAS to SAI


def step(model: OracleModel) -> None:
    """Let in who is due, move people from CAS to SAI, then let out who leaves."""
    welcome(model)
    transfers(model)
    for person in model.present:
        if person.housing == Housing.RECEPTION:
            end_reception(model, person)
        elif person.housing == Housing.PROLONGED_RECEPTION and person.supports[kinds.RECEPTION_EXTENSION].left <= 1:
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


def transfers(model: OracleModel) -> None:
    """From CAS to SAI in the last months, where a place is free and not held by a longer stay."""
    p, luck, t = model.p, model.luck, model.month
    longer = sum(
        person.housing == Housing.PROLONGED_RECEPTION and person.channel != Channel.CAS for person in model.present
    )
    held = longer - sum(person.transfer == NO_PLACE and t < person.exit_due for person in model.present)
    for person in model.present:
        if (
            person.channel != Channel.CAS
            or person.housing != Housing.RECEPTION
            or person.transfer != UNDECIDED
            or t < person.exit_due - p.reception_sai_months
        ):
            continue
        if person.permit == Permit.NONE or not luck.event(
            p.reception_sai_share * p.reception_sai_free, draws.SAI_TRANSFER, 0, person.id, 0
        ):
            person.transfer = STAYS_IN_CAS
        elif held > 0:
            held -= 1
            person.transfer = NO_PLACE
            model.flows[flows.TRANSFERS_BLOCKED] += 1
            leave_reception(model, person)
        else:
            person.transfer = TRANSFERRED
            person.channel = Channel.SAI
            model.happened["transfers"] += 1


def leave_reception(model: OracleModel, person: Person) -> None:
    """Out of reception, without a place for now."""
    person.move(UNPLACED)
    model.flows[flows.EXITS] += 1
    if person.has_permit:
        person.savings += int(model.p.reception_exit_grant)


def end_reception(model: OracleModel, person: Person) -> None:
    """The term, abandonment, assisted return, removal, or revocation for income, whichever comes first."""
    p, luck, t = model.p, model.luck, model.month
    if t >= person.exit_due:
        leave_reception(model, person)
    elif luck.event(p.reception_abandon_hazard, draws.ABANDON, t, person.id, 0):
        if luck.event(p.reception_abandon_departs, draws.ABANDON, t, person.id, 1):
            person.depart()
            model.flows[flows.DEPARTURES] += 1
        else:
            leave_reception(model, person)
    elif luck.event(p.reception_return_hazard, draws.ABANDON, t, person.id, 2):
        person.depart()
        model.flows[flows.DEPARTURES] += 1
        model.happened["assisted returns"] += 1
    elif luck.event(p.reception_removal_hazard, draws.ABANDON, t, person.id, 3):
        leave_reception(model, person)
        model.happened["removals"] += 1
    elif (
        person.channel == Channel.CAS
        and person.is_employed
        and person.income > p.reception_income_limit
        and luck.event(p.reception_revoke_hazard, draws.REVOKE, t, person.id, 0)
    ):
        leave_reception(model, person)
