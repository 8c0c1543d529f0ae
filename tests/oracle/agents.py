"""Who lives in the oracle: one object each, and the few things they do that several processes share (ODD 7.0)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

from approdo.model import kinds
from approdo.model.codes import Housing, Permit, Work

from .actions import TAPER, Supports
from .luck import exp
from .places import ASKED, NEVER, Dwelling, Dwelt, Employer, Zone

if TYPE_CHECKING:
    from .model import OracleModel


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
    transfer: int
    reunited: int
    away: int
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
    supports: Supports

    @property
    def plan(self) -> int:
        """The goals that have part of the tutor's time, one bit each."""
        return sum(
            1 << bit for bit, share in enumerate((self.goal_home, self.goal_work, self.goal_social)) if share > 0
        )

    @plan.setter
    def plan(self, bits: int) -> None:
        shares = [bits >> bit & 1 for bit in range(3)]
        self.goal_home, self.goal_work, self.goal_social = (each / max(1, sum(shares)) for each in shares)

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

    @property
    def is_overcrowded(self) -> bool:
        """A household in a shared dwelling, or in one with too few rooms."""
        home = self.home
        return home is not None and self.household > 1 and (home.places > 1 or home.rooms < self.rooms_needed)

    def has(self, kind: int) -> bool:
        """Is this kind of support running?"""
        return kind in self.supports and self.supports[kind].left > 0

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
            if self.home.managed is None and self.home.by_room == 0:
                self.home.turn = ASKED
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
        if dwelling.by_room == 0:
            dwelling.turn = NEVER
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
        for support in self.supports.values():
            support.left = 0

    def looks_before_exit(self) -> bool:
        """In reception, near enough to the scheduled exit to look for a home."""
        ahead = self.exit_due - self.model.month
        return self.housing == Housing.RECEPTION and bool(ahead <= self.model.p.search_before_exit_months)

    @property
    def has_permit(self) -> bool:
        """Any permit at all."""
        return self.permit != Permit.NONE
