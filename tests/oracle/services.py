"""Services of the programme (ODD 7.2)."""

from approdo.model import kinds
from approdo.model.codes import Housing, Work

from .agents import FOREVER, STOP, UNPLACED, Action, Person
from .model import OracleModel

ELSEWHERE = (kinds.SOCIAL_AGENCY, kinds.RENOVATION, kinds.SHARED_HOUSING, kinds.SHELTER_BEDS)  # 7.8 and 7.9
ONLY_AT_HOME = (kinds.RENT_SUBSIDY, kinds.GUARANTEE_FUND)  # run only while there is a home


def step(model: OracleModel) -> None:
    """Every action in turn: run on with whom it has, then enrol."""
    for action in model.actions:
        if action.kind in ELSEWHERE:
            continue
        taken = run_on(model, action)
        free = action.places[model.month] - taken
        if action.open[model.month] == 1 and free > 0:
            enrol(model, action, free)


def run_on(model: OracleModel, action: Action) -> int:
    """Serve another month those who are enrolled; how many there are."""
    kind, t = action.kind, model.month
    stopped = action.open[t] == 0 and action.ending == STOP
    taken = 0
    for person in model.present:
        support = person.supports[kind]
        if support.left <= 0 or support.by is not action:
            continue
        if support.left != FOREVER and not (kind in ONLY_AT_HOME and person.home is None):
            support.left -= 1
        if stopped:
            support.left = -1
        if (
            (kind == kinds.TRANSITIONAL_HOUSING and person.housing != Housing.TRANSITIONAL)
            or (kind == kinds.RECEPTION_EXTENSION and person.housing != Housing.PROLONGED_RECEPTION)
            or (kind == kinds.INTERNSHIPS and person.work != Work.INTERNSHIP)
        ):
            support.left = 0
        if support.left <= 0:
            continue
        if not action.pay(monthly_cost(action)):
            support.left = -1
            continue
        taken += 1
        action.served[t] += 1
        if kind == kinds.TUTORING and (action.months - support.left) % int(model.p.tutoring_review_months) == 0:
            review_plan(person)
    return taken


def monthly_cost(action: Action) -> int:
    """Cents for one person and month."""
    return action.unit_cost + (action.allowance if action.kind == kinds.INTERNSHIPS else 0)


def enrol(model: OracleModel, action: Action, free: int) -> None:
    """Begin with the first of the queue."""
    kind, t = action.kind, model.month
    queue = [
        person
        for person in model.present
        if person.supports[kind].left <= 0
        and person.supports[kind].served == 0
        and person.has_permit
        and in_need(model, action, person)
        and action.accepts(person)
        and action.accepted_by(person)
    ]
    queue.sort(key=lambda person: -action.score(person))
    for person in queue[:free]:
        if not action.pay(action.start_cost + monthly_cost(action)):
            return
        support = person.supports[kind]
        support.left = action.months if action.months > 0 else FOREVER
        support.by = action
        support.served = 1
        person.reached = 1
        action.begun[t] += 1
        action.served[t] += 1
        if kind == kinds.RECEPTION_EXTENSION:
            person.move(Housing.PROLONGED_RECEPTION)
        elif kind == kinds.TRANSITIONAL_HOUSING:
            person.move(Housing.TRANSITIONAL)
        elif kind == kinds.INTERNSHIPS:
            person.work = Work.INTERNSHIP
            person.wage = action.allowance
        elif kind == kinds.TUTORING:
            review_plan(person)


def in_need(model: OracleModel, action: Action, person: Person) -> bool:
    """Could this kind of help concern the person now?"""
    if not person.is_present:
        return False
    ahead = person.exit_due - model.month
    out = person.housing != Housing.RECEPTION
    searching = out and person.home is None
    match action.kind:
        case kinds.TUTORING:
            return out or ahead <= action.pre_exit
        case kinds.LANGUAGE_COURSES:
            return bool(person.language < model.p.learning_course_until)
        case kinds.INTERNSHIPS | kinds.ORIENTATION_TRAINING:
            return person.work == Work.JOBSEEKER
        case kinds.RECEPTION_EXTENSION:
            return person.housing == UNPLACED and ahead == 0
        case kinds.TRANSITIONAL_HOUSING:
            return person.housing == UNPLACED or (person.is_homeless and person.housing != Housing.TRANSITIONAL)
        case kinds.EVICTION_PREVENTION:
            return person.home is not None and person.arrears >= 1
        case kinds.RENT_SUBSIDY:
            return searching or (person.home is not None and person.rent > model.p.search_burden * person.income)
        case kinds.DEPOSIT_ADVANCE | kinds.GUARANTEE_FUND:
            return searching or person.looks_before_exit()
    raise AssertionError(action.kind)


def review_plan(person: Person) -> None:
    """Share the tutor's time among the goals that are still open."""
    home = 0.0 if person.is_stable and person.arrears == 0 else 1.0
    work = 0.0 if person.is_employed else 1.0
    social = 0.0 if person.bridges >= person.model.p.tutoring_social_enough else 1.0
    total = home + work + social
    if total == 0.0:
        person.goal_home = person.goal_work = person.goal_social = 0.0
    else:
        person.goal_home, person.goal_work, person.goal_social = home / total, work / total, social / total
