"""Jobs lost and found (ODD 7.5)."""

from approdo.model import draws, flows, kinds
from approdo.model.codes import Housing, Origin, Permit, Sector, Sex, Work

from .agents import Person
from .harvest import circulate
from .luck import event, log, whole
from .model import OracleModel
from .places import Employer


def step(model: OracleModel) -> None:
    """Six parts, each a whole loop."""
    for person in model.present:
        if person.is_present and person.away == 0 and person.is_employed:
            separate(model, person)
    for person in model.present:
        if person.work == Work.INTERNSHIP and not person.has(kinds.INTERNSHIPS):
            end_internship(model, person)
    circulate(model)
    for person in model.present:
        if person.work == Work.INACTIVE and person.is_present:
            enter(model, person)
    for employer in model.employers:
        advertise(model, employer)
    hire(model)


def leave_job(model: OracleModel, person: Person) -> None:
    """A job is over; a benefit may begin."""
    p = model.p
    formal = person.is_formal
    if person.employer is not None:
        person.employer.staff -= 1
        person.employer = None
    if formal and model.luck.event(p.work_benefit_take_up, draws.SEPARATION, model.month, person.id, 9):
        person.benefit = int(person.wage * p.work_benefit_share)
        person.benefit_left = int(p.work_benefit_months)
    person.work = Work.JOBSEEKER
    person.wage = 0
    person.contract_left = 0


def start_job(model: OracleModel, person: Person, employer: Employer | None, contract: int, wage: int) -> None:
    """A job begins; without an employer, at one outside the table."""
    person.work = contract
    person.employer = employer
    person.wage = wage
    person.benefit_left = 0
    if employer is not None:
        employer.staff += 1
    if contract == Work.FIXED_TERM:
        person.contract_left = int(model.p.work_fixed_months)
    elif contract == Work.SEASONAL:
        person.contract_left = int(model.p.work_season_months)
    else:
        person.contract_left = 0


def separate(model: OracleModel, person: Person) -> None:
    """A contract runs on, ends or is renewed; work without a permit goes undeclared; people quit."""
    p, luck, t = model.p, model.luck, model.month
    work = person.work
    if person.contract_left > 0:
        person.contract_left -= 1
        if person.contract_left > 0:
            return
        if work == Work.FIXED_TERM and luck.event(p.work_renewal, draws.SEPARATION, t, person.id, 0):
            person.contract_left = int(p.work_fixed_months)
            if luck.event(p.work_made_permanent, draws.SEPARATION, t, person.id, 1):
                person.work = Work.PERMANENT
                person.contract_left = 0
        else:
            leave_job(model, person)
    elif person.is_formal and not person.has_permit:
        person.work = Work.UNDECLARED
        person.wage = int(person.wage * p.work_undeclared_pay)
        person.contract_left = 0
    else:
        quits = p.work_quit_permanent if work == Work.PERMANENT else p.work_quit_undeclared
        if luck.event(quits, draws.SEPARATION, t, person.id, 2):
            leave_job(model, person)


def end_internship(model: OracleModel, person: Person) -> None:
    """An internship that was finished may become a job."""
    support = person.supports[kinds.INTERNSHIPS]
    done = support.left == 0
    person.work = Work.JOBSEEKER
    person.wage = 0
    support.left = 0
    if done and model.luck.event(support.action.kept_on, draws.KEPT_ON, model.month, person.id, 0):
        start_job(model, person, None, Work.FIXED_TERM, int(model.p.work_wage_services))
        model.happened["kept on"] += 1


def enter(model: OracleModel, person: Person) -> None:
    """Begin to look for work, if somebody minds the child."""
    p = model.p
    if model.month >= person.exit_due - p.work_before_exit_months:
        if person.young_child == 0 or model.luck.event(
            p.work_child_place, draws.CHILD_PLACE, model.month, person.id, 0
        ):
            person.work = Work.JOBSEEKER


def advertise(model: OracleModel, employer: Employer) -> None:
    """Is there an opening this month?"""
    p = model.p
    season = 1.0
    if employer.sector == Sector.AGRICULTURE:
        season = p.work_harvest if model.harvest_time() else p.work_off_season
    free = employer.posts - employer.staff
    odds = free * p.work_turnover * season
    employer.open = int(free > 0 and model.luck.event(odds, draws.OPENING, model.month, employer.id, 0))


def contract_of(model: OracleModel, employer: Employer) -> int:
    """What an opening offers, to whoever gets it."""
    p = model.p
    z = model.luck.draw(draws.CONTRACT, model.month, employer.id, 0)
    if employer.sector == Sector.AGRICULTURE:
        dark = p.work_undeclared_agriculture
    elif employer.sector == Sector.DOMESTIC:
        dark = p.work_undeclared_domestic
    else:
        dark = p.work_undeclared_other
    if event(z, dark):
        return Work.UNDECLARED
    if employer.sector == Sector.AGRICULTURE:
        return Work.SEASONAL
    return Work.FIXED_TERM if event(z, dark + (1.0 - dark) * p.work_fixed_share) else Work.PERMANENT


def hire(model: OracleModel) -> None:
    """Everybody applies once; employers choose; rivals take the rest."""
    p, luck, t = model.p, model.luck, model.month
    contracts = {employer.row: contract_of(model, employer) for employer in model.employers if employer.open == 1}
    winner: dict[int, Person] = {}
    best: dict[int, float] = {}
    for person in model.present:
        if person.work != Work.JOBSEEKER or not person.is_present or not model.employers:
            continue
        employer = best_job(model, person, contracts)
        if employer is not None:
            value = suits(model, employer, person, contracts[employer.row])
            if value > best.get(employer.row, -1e300):
                best[employer.row] = value
                winner[employer.row] = person

    opened, farms = [0] * len(model.zones), [0] * len(model.zones)
    for employer in model.employers:
        opened[employer.zone.row] += employer.open
        farms[employer.zone.row] += employer.open if employer.sector == Sector.AGRICULTURE else 0
    filled = [0] * len(model.zones)
    for employer in model.employers:
        if employer.open != 1:
            continue
        zone = employer.zone
        others = zone.jobseekers / opened[zone.row]
        if employer.sector == Sector.AGRICULTURE and model.harvest_time():
            others += zone.incomers / farms[zone.row]
        against = log(1.0 + others) + luck.gumbel(draws.EMPLOYER_RIVAL, t, employer.id, 0)
        if employer.row in winner and best[employer.row] > against:
            contract = contracts[employer.row]
            wage = int(employer.wage * p.work_undeclared_pay) if contract == Work.UNDECLARED else employer.wage
            start_job(model, winner[employer.row], employer, contract, wage)
            model.flows[flows.HIRES] += 1
        else:
            filled[zone.row] += 1
            model.flows[flows.RIVALS_HIRED] += 1
    for zone in model.zones:
        left = zone.jobseekers + zone.jobseekers_in - filled[zone.row] - p.work_rivals_quit * zone.jobseekers
        zone.jobseekers = left if left > 0.0 else 0.0


def best_job(model: OracleModel, person: Person, contracts: dict[int, int]) -> Employer | None:
    """The best of the openings the person heard of."""
    p, luck, t = model.p, model.luck, model.month
    attempts = min(p.work_attempts + p.work_attempts_ties * person.bridges, p.work_attempts_most)
    attempts = attempts * (1.0 + person.tutor_effect(person.goal_work))
    chosen: Employer | None = None
    most = 0.0
    attempts = attempts * (1.0 - p.work_health * person.vulnerability)
    for attempt in range(int(attempts)):
        heard = whole(luck.draw(draws.JOB_HEARD, t, person.id, attempt)) % len(model.employers)
        employer = model.employers[heard]
        minutes = model.minutes[person.zone.row][employer.zone.row]
        if (
            employer.open != 1
            or minutes > p.work_reach_minutes
            or employer.language > person.language + p.work_language_gap
            or (person.permit == Permit.NONE and contracts[employer.row] != Work.UNDECLARED)
        ):
            continue
        value = p.work_value_pay * log(employer.wage / 100000.0) - p.work_value_minutes * minutes / 60.0
        if employer.sector == person.sector:
            value += p.work_value_trade
        value = value + luck.gumbel(draws.JOB_CHOICE, t, person.id, employer.id)
        if chosen is None or value > most or (value == most and employer.row < chosen.row):
            chosen, most = employer, value
    return chosen


def suits(model: OracleModel, employer: Employer, person: Person, contract: int) -> float:
    """What the employer sees in an applicant."""
    p = model.p
    value: float = p.work_employer_base + p.work_employer_language * (person.language - employer.language)
    value += p.work_employer_experience * log(1.0 + person.experience / 12.0) + p.work_employer_skill * person.skill
    if employer.sector == person.sector:
        value += p.work_employer_trade
    value -= employer.bias * (p.landlords_bias_eastern_europe if person.origin == Origin.EASTERN_EUROPE else 1.0)
    if person.permit_wait > 0:
        value -= p.work_employer_ricevuta
    if person.sex == Sex.FEMALE and employer.sector != Sector.DOMESTIC:
        value -= p.work_employer_female
    if person.young_child == 1:
        value -= p.work_employer_young_child
    if person.housing in (Housing.STREET, Housing.SHELTER):
        value -= p.work_employer_homeless
    if person.has(kinds.EMPLOYER_INCENTIVE) and contract != Work.UNDECLARED:
        value += p.work_incentive * person.supports[kinds.EMPLOYER_INCENTIVE].action.allowance / employer.wage
    return value + model.luck.gumbel(draws.EMPLOYER_CHOICE, model.month, employer.id, person.id)
