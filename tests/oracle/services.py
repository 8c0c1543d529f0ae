"""Services of the programme (ODD 7.2)."""

from approdo.model import draws, kinds
from approdo.model.codes import Housing, Work

from . import climate
from .actions import FOREVER, STOP, Action
from .agents import Person
from .model import OracleModel
from .placement import place
from .places import UNPLACED
from .supply import HOLDERS

ELSEWHERE = (*HOLDERS, kinds.SHELTER_BEDS, *climate.KINDS)  # 7.8, 7.9 and the owners' climate
ONLY_AT_HOME = (kinds.RENT_SUBSIDY, kinds.GUARANTEE_FUND)  # run only while there is a home


def step(model: OracleModel) -> None:
    """The climate; then every action in turn: run on with whom it has, then enrol."""
    climate.set_climate(model)
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
        if support.left != FOREVER and month_counts(kind, person):
            support.left -= 1
        if stopped:
            support.left = -1
        if (
            (kind == kinds.TRANSITIONAL_HOUSING and person.housing != Housing.TRANSITIONAL)
            or (kind == kinds.RECEPTION_EXTENSION and person.housing != Housing.PROLONGED_RECEPTION)
            or (kind == kinds.HOME_HOSTING and person.housing != Housing.HOSTED_AGREEMENT)
            or (kind == kinds.INTERNSHIPS and person.work != Work.INTERNSHIP)
            or (kind == kinds.EXIT_PREPARATION and person.housing != Housing.RECEPTION)
            or (kind == kinds.RESIDENCE_REGISTRATION and person.registered == 1)
        ):
            support.left = 0
        if support.left <= 0:
            continue
        cost = monthly_cost(action)
        if kind == kinds.EMPLOYER_INCENTIVE and person.is_formal:
            cost += action.allowance
            model.happened["incentives"] += 1
        if not action.pay(cost):
            support.left = -1
            continue
        taken += 1
        action.served[t] += 1
        if kind == kinds.TUTORING and (action.months - support.left) % int(model.p.tutoring_review_months) == 0:
            review_plan(person)
    return taken


def month_counts(kind: int, person: Person) -> bool:
    """Some supports run only while there is a home, or a regular job."""
    if kind in ONLY_AT_HOME:
        return person.home is not None
    return kind != kinds.EMPLOYER_INCENTIVE or person.is_formal


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
        and in_need(model, action, person)
        and referred(model, action, person)
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
        elif kind == kinds.HOME_HOSTING:
            person.move(Housing.HOSTED_AGREEMENT)
        elif kind == kinds.PLACEMENT:
            place(model, person, action.mode)
        elif kind == kinds.INTERNSHIPS:
            person.work = Work.INTERNSHIP
            person.wage = action.allowance
        elif kind == kinds.TUTORING:
            review_plan(person)


def referred(model: OracleModel, action: Action, person: Person) -> bool:
    """Until the exit the centre refers at once; afterwards a service hears of somebody sooner or later."""
    t, chance = model.month, model.referral[model.month]
    if t <= person.exit_due or chance >= 1.0:
        return True
    return model.luck.event(chance, draws.REFERRAL, t, person.id, action.key >> 1)


def in_need(model: OracleModel, action: Action, person: Person) -> bool:
    """Could this kind of help concern the person now?"""
    if not person.is_present or person.away > 0:
        return False
    p = model.p
    ahead = person.exit_due - model.month
    out = person.housing != Housing.RECEPTION
    prepared = not out and person.has(kinds.EXIT_PREPARATION)
    reached = prepared or (not out and ahead <= action.pre_exit)
    searching = out and person.home is None and person.housing != Housing.SOCIAL
    match action.kind:
        case kinds.TUTORING:
            return out or reached
        case kinds.LANGUAGE_COURSES:
            return (out or reached) and bool(person.language < p.learning_course_until)
        case kinds.INTERNSHIPS | kinds.ORIENTATION_TRAINING:
            return (out or reached) and person.work == Work.JOBSEEKER
        case kinds.EMPLOYER_INCENTIVE:
            return person.work == Work.JOBSEEKER
        case kinds.RECEPTION_EXTENSION:
            return person.housing == UNPLACED and ahead == 0
        case kinds.TRANSITIONAL_HOUSING:
            return unsettled(person)
        case kinds.HOME_HOSTING:
            return unsettled(person) and person.household <= 2
        case kinds.EVICTION_PREVENTION:
            return person.home is not None and person.arrears >= 1
        case kinds.RENT_SUBSIDY:
            return searching or reached or (person.home is not None and person.rent > p.search_burden * person.income)
        case kinds.DEPOSIT_ADVANCE | kinds.GUARANTEE_FUND:
            return searching or reached
        case kinds.LANDLORD_GRANT:
            return searching or prepared or person.looks_before_exit()
        case kinds.PSYCHOLOGICAL_SUPPORT:
            return bool(person.vulnerability >= p.learning_psychological_from)
        case kinds.INCLUSION_LABS:
            return bool(person.bridges < p.tutoring_social_enough)
        case kinds.EXIT_PREPARATION:
            return not out and ahead <= action.pre_exit
        case kinds.RESIDENCE_REGISTRATION:
            return out and person.registered == 0
        case kinds.PLACEMENT:
            return not out and ahead <= action.pre_exit and person.employer is None
    raise AssertionError(action.kind)


def unsettled(person: Person) -> bool:
    """Between two homes, or without one and not in a transitional place."""
    return person.housing == UNPLACED or (person.is_homeless and person.housing != Housing.TRANSITIONAL)


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
