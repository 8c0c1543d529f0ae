"""What the programme is and gives in the oracle (ODD 2 and 7.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from approdo.model import draws, kinds
from approdo.model.codes import Housing, Permit

from .luck import log, logistic
from .places import UNPLACED

if TYPE_CHECKING:
    from .agents import Person
    from .model import OracleModel

FOREVER = 32000  # months of a support without an end
WITH_WORKS = (kinds.RENOVATION, kinds.COOPERATIVE_HOUSING)  # is_works
STOP, FINISH_BEGUN, TAPER = range(3)  # what happens to supports when an action ends
MOST_VULNERABLE, MOST_READY, FIRST_COME, LOTTERY = range(4)


class Supports(dict[int, "Support"]):
    """What a person has, by kind; asked for another kind, an empty one."""

    def __missing__(self, kind: int) -> Support:
        support = self[kind] = Support()
        return support


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
    guarantee_excess: int
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
    mode: int

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

    @property
    def has_works(self) -> bool:
        """Does it bring disused homes back?"""
        return self.kind in WITH_WORKS

    def accepts(self, person: Person) -> bool:
        """Is this person eligible? (ODD 7.2)"""
        if person.permit == Permit.NONE and self.mask[0] == -1:
            return False
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
