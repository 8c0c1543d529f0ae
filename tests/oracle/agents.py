"""Who lives in the oracle: one object each, and the few things they do that several processes share (ODD 7.0)."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

import mesa

from approdo.model import draws, kinds
from approdo.model.codes import Housing, Permit, Work

from .luck import exp, log, logistic

if TYPE_CHECKING:
    from .model import OracleModel

UNPLACED = 16  # between two homes inside a month
FOREVER = 32000  # months of a support without an end
STOP, FINISH_BEGUN, TAPER = range(3)  # what happens to supports when an action ends
MOST_VULNERABLE, MOST_READY, FIRST_COME, LOTTERY = range(4)


class Dwelt(IntEnum):
    """State of a dwelling."""

    LET_OTHERS = 0
    OFFERED = 1
    WITHHELD = 2
    SHORT_LET = 3
    LET = 4
    DISUSED = 5
    WORKS = 6


class Zone(mesa.Agent):
    """A part of the province, with its counts of other households and other jobseekers."""

    model: OracleModel
    row: int
    id: int
    kind: int
    rent: float
    foreign_share: float
    squats: int
    farm_camps: int
    hosts: int
    hosted: int
    rent_index: float
    vacancy_sum: float
    vacancy_usual: float
    stock: int
    offers: int
    rivals_low: float
    rivals_middle: float
    rivals_low_in: float
    rivals_middle_in: float
    jobseekers: float
    jobseekers_in: float


class Landlord(mesa.Agent):
    """An owner, who believes something about tenants."""

    model: OracleModel
    row: int
    id: int
    kind: int
    taste: float
    alpha: float
    beta: float
    seen_paid: float
    seen_unpaid: float
    deposit: int

    @property
    def belief(self) -> float:
        """Expected share of rents paid."""
        return self.alpha / (self.alpha + self.beta)

    @property
    def doubt(self) -> float:
        """Expected share of rents not paid."""
        return self.beta / (self.alpha + self.beta)


class Dwelling(mesa.Agent):
    """A home of the accessible segment, or a disused one."""

    model: OracleModel
    row: int
    id: int
    zone: Zone
    landlord: Landlord
    rooms: int
    m2: int
    base_rent: int
    state: int
    by_room: int
    places: int
    tenants: int
    others: int
    managed: Action | None
    let_rent: int
    works_left: int
    consents: int

    def fill_up(self) -> None:
        """Full with one of our people in it, or still on offer."""
        self.state = Dwelt.LET if self.tenants + self.others >= self.places else Dwelt.OFFERED


class Employer(mesa.Agent):
    """Somebody with posts a newcomer could fill."""

    model: OracleModel
    row: int
    id: int
    zone: Zone
    sector: int
    posts: int
    staff: int
    wage: int
    language: float
    bias: float
    open: int


class Support:
    """One kind of help to one person."""

    def __init__(self) -> None:
        self.left = 0
        self.by: Action | None = None
        self.served = 0

    @property
    def action(self) -> Action:
        """The action that gives it."""
        assert self.by is not None
        return self.by


class Action:
    """One lever of the package as numbers, and its ledger (ODD 2, the programme)."""

    kind: int
    key: int
    months: int
    unit_cost: int
    start_cost: int
    budget: int
    ending: int
    priority: int
    take_up: float
    subsidy_cents: int
    subsidy_share: float
    advance_cents: int
    advance_repaid: float
    guarantee_months: int
    guarantee_damage: int
    discount: float
    rent_share: float
    works_months: int
    caseload: float
    pre_exit: int
    hours: float
    allowance: int
    kept_on: float
    payment: int
    winter_only: int

    def __init__(self, row: int, model: OracleModel) -> None:
        self.row = row
        self.model = model
        self.places: list[int] = []
        self.starts: list[int] = []
        self.open: list[int] = []
        self.low: list[float] = []
        self.high: list[float] = []
        self.mask: list[int] = []
        self.served: list[int] = []
        self.begun: list[int] = []
        self.spent: list[int] = []
        self.total = 0

    def pay(self, cost: int) -> bool:
        """Pay from the budget if it allows."""
        if self.budget >= 0 and self.total + cost > self.budget:
            return False
        self.total += cost
        self.spent[self.model.month] += cost
        return True

    def accepts(self, person: Person) -> bool:
        """Is this person eligible? (ODD 7.2)"""
        t = self.model.month
        housing = Housing.RECEPTION if person.housing == UNPLACED else person.housing
        sets = (person.permit, person.channel, person.family, housing, person.zone.kind, person.sex)
        bounds = (t - person.exit_due, person.vulnerability, person.employability, person.minors, person.homeless)
        return all(mask == -1 or mask >> code & 1 for mask, code in zip(self.mask, sets, strict=True)) and all(
            low <= value <= high for low, value, high in zip(self.low, bounds, self.high, strict=True)
        )

    def accepted_by(self, person: Person) -> bool:
        """Does this person take it up? The answer never changes. (ODD 7.2)"""
        share = self.take_up
        if share >= 1.0:
            return True
        if share <= 0.0:
            return False
        p = self.model.p
        odds = log(share / (1.0 - share)) + p.programme_take_up_employability * (person.schooling / 3.0 - 0.5)
        return self.model.luck.event(logistic(odds), draws.TAKE_UP, 0, person.id, self.key >> 1)

    def score(self, person: Person) -> float:
        """How early this person is served. (ODD 7.2)"""
        luck = self.model.luck.uniform(draws.PRIORITY, self.model.month, person.id, 0)
        if self.priority == MOST_VULNERABLE:
            return person.vulnerability + 1e-6 * luck
        if self.priority == MOST_READY:
            return person.employability + 1e-6 * luck
        if self.priority == FIRST_COME:
            return luck - person.exit_due
        return luck


class Person(mesa.Agent):
    """An adult with the household."""

    model: OracleModel
    row: int
    id: int
    exit_due: int
    sex: int
    age: int
    origin: int
    family: int
    minors: int
    young_child: int
    household: int
    rooms_needed: int
    schooling: int
    sector: int
    channel: int
    permit: int
    vulnerability: float
    zone: Zone
    housing: int
    home: Dwelling | None
    rent: int
    lease_left: int
    arrears: int
    unpaid: int
    covered: int
    since: int
    homeless: int
    registered: int
    permit_until: int
    permit_wait: int
    language: float
    experience: float
    skill: float
    savings: int
    income: int
    work: int
    employer: Employer | None
    wage: int
    contract_left: int
    benefit: int
    benefit_left: int
    bonds: int
    bridges: int
    hosting_left: int
    stays: int
    reference: int
    goal_home: float
    goal_work: float
    goal_social: float
    reached: int
    supports: list[Support]

    @property
    def is_homeless(self) -> bool:
        """ETHOS Light 1-6."""
        return Housing.STREET <= self.housing <= Housing.HOSTED

    @property
    def is_present(self) -> bool:
        """In the territory."""
        return self.housing not in (Housing.EXPECTED, Housing.DEPARTED)

    @property
    def is_stable(self) -> bool:
        """With a tenancy of one's own."""
        return Housing.SHARED <= self.housing <= Housing.SOCIAL

    @property
    def is_formal(self) -> bool:
        """With a regular job."""
        return self.work >= Work.SEASONAL

    @property
    def is_employed(self) -> bool:
        """With any job."""
        return self.work >= Work.UNDECLARED

    @property
    def employability(self) -> float:
        """How ready for work, 0 to 1."""
        p = self.model.p
        value: float = p.programme_prospect_language * self.language
        value += p.programme_prospect_experience * min(self.experience / p.programme_prospect_months, 1.0)
        value += p.programme_prospect_schooling * self.schooling / 3.0
        value += p.programme_prospect_skill * self.skill
        return value

    def has(self, kind: int) -> bool:
        """Is this kind of support running?"""
        return self.supports[kind].left > 0

    def tutor_effect(self, goal: float) -> float:
        """What a tutor does for one of the plan's goals (its share of the time)."""
        tutoring = self.supports[kinds.TUTORING]
        if tutoring.left <= 0 or goal <= 0.0:
            return 0.0
        p = self.model.p
        hours = p.tutoring_direct_hours / tutoring.action.caseload * goal
        effect: float = p.tutoring_effect * (1.0 - exp(-hours / p.tutoring_half_hours))
        return effect

    def subsidy(self) -> int:
        """Cents of this month's rent that a subsidy covers (ODD 7.7)."""
        support = self.supports[kinds.RENT_SUBSIDY]
        if support.left <= 0:
            return 0
        action, t = support.action, self.model.month
        amount = action.subsidy_cents
        if action.subsidy_share > 0.0:
            part = int(self.rent * action.subsidy_share)
            if amount == 0 or part < amount:
                amount = part
        if action.ending == TAPER and action.open[t] == 0:
            most = int(self.model.p.programme_taper_months)
            closed = 0
            while closed < most and closed <= t and action.open[t - closed] == 0:
                closed += 1
            amount = amount * (most - closed) // most
        return min(amount, self.rent)

    def vacate(self) -> None:
        """Leave the home, if there is one."""
        if self.home is not None:
            self.home.tenants -= 1
            self.home.state = Dwelt.OFFERED
            self.home = None
        self.rent = self.lease_left = self.arrears = self.unpaid = self.covered = 0

    def occupy(self, dwelling: Dwelling, state: int, rent: int, lease: int) -> None:
        """Move into a dwelling."""
        self.vacate()
        self.home = dwelling
        self.rent = rent
        self.lease_left = lease
        self.zone = dwelling.zone
        self.move(state)
        dwelling.tenants += 1
        dwelling.fill_up()

    def move(self, state: int) -> None:
        """Begin a housing state."""
        self.housing = state
        self.since = 0

    def depart(self) -> None:
        """Leave the territory for good."""
        self.vacate()
        if self.employer is not None:
            self.employer.staff -= 1
            self.employer = None
        self.work = Work.INACTIVE
        self.wage = self.income = 0
        self.move(Housing.DEPARTED)
        for support in self.supports:
            support.left = 0

    def looks_before_exit(self) -> bool:
        """In reception, near enough to the scheduled exit to look for a home."""
        ahead = self.exit_due - self.model.month
        return self.housing == Housing.RECEPTION and bool(ahead <= self.model.p.search_before_exit_months)

    @property
    def has_permit(self) -> bool:
        """Any permit at all."""
        return self.permit != Permit.NONE
