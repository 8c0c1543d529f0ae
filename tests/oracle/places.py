"""Where people live and work in the oracle: one object each (ODD 7.0)."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

import mesa

from approdo.model import draws

if TYPE_CHECKING:
    from .actions import Action
    from .model import OracleModel

UNPLACED = 16  # between two homes inside a month
NEVER = 32000  # the month of a turn that does not come
ASKED = -32000  # of one that comes with the owners' next decisions


class Contract(IntEnum):
    """What a home is let on."""

    ROOM = 0
    AGREED = 1
    TRANSITORY = 2
    FREE = 3


class Dwelt(IntEnum):
    """State of a dwelling."""

    LET_OTHERS = 0
    OFFERED = 1
    WITHHELD = 2
    SHORT_LET = 3
    LET = 4
    DISUSED = 5
    WORKS = 6


def buckets(dwellings: int) -> int:
    """In how many parts people go through a market of this size."""
    if dwellings <= 65_536:
        return 1
    parts = 1
    while 2 * parts <= dwellings // 16_384:
        parts *= 2
    return parts


def believed(model: OracleModel, own_paid: float, own_unpaid: float) -> float:
    """Expected share of rents paid, from the prior, what all owners learned and what own tenants taught."""
    p = model.p
    paid: float = p.landlords_prior_mean * p.landlords_prior_weight + model.pooled[0] + own_paid
    unpaid: float = (1.0 - p.landlords_prior_mean) * p.landlords_prior_weight + model.pooled[1] + own_unpaid
    return paid / (paid + unpaid)


class Zone(mesa.Agent):
    """A part of the province, with its counts of other households and other jobseekers."""

    model: OracleModel
    row: int
    id: int
    kind: int
    rent: float
    foreign_share: float
    tourism: float
    posts: int
    squats: int
    farm_camps: int
    hosts: int
    hosted: int
    own_homes: int
    host_load: float
    incomers: float
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
    own_paid: float
    own_unpaid: float
    seen_paid: float
    seen_unpaid: float
    known: int
    memory: int
    deposit: int

    @property
    def belief(self) -> float:
        """Expected share of rents paid."""
        return believed(self.model, self.own_paid, self.own_unpaid)

    @property
    def doubt(self) -> float:
        """Expected share of rents not paid."""
        return 1.0 - self.belief

    def see_rent(self, paid: float, unpaid: float) -> None:
        """See a month's rent of a tenant of the model come, or not."""
        if self.memory < 0:
            self.memory = len(self.model.experienced)
            self.model.experienced.append(self)
        self.seen_paid += paid
        self.seen_unpaid += unpaid
        self.model.seen_paid += paid
        self.model.seen_unpaid += unpaid

    @property
    def is_visited(self) -> bool:
        """Reached by a trust network this month."""
        share = self.model.climate[0]
        return share > 0.0 and self.model.luck.uniform(draws.TRUST, 0, self.id, 0) < share

    @property
    def is_partner(self) -> bool:
        """Member of a partnership this month."""
        share = self.model.climate[1]
        return share > 0.0 and self.model.luck.uniform(draws.MEMBER, 0, self.id, 0) < share

    @property
    def felt_taste(self) -> float:
        """The part of the taste that the owner acts upon this month."""
        felt = self.taste * (1.0 - self.model.climate[2])
        if self.is_visited:
            felt = felt * (1.0 - self.model.p.landlords_visit_taste)
        return felt


class Dwelling(mesa.Agent):
    """A home of the accessible segment, or a disused one."""

    model: OracleModel
    row: int
    id: int
    zone: Zone
    landlord: Landlord
    rooms: int
    base_rent: int
    first_rent: int
    state: int
    by_room: int
    places: int
    tenants: int
    others: int
    managed: Action | None
    let_rent: int
    works_left: int
    was_disused: bool
    turn: int

    def fill_up(self) -> None:
        """Full with one of our people in it, or still on offer."""
        self.state = Dwelt.LET if self.tenants + self.others >= self.places else Dwelt.OFFERED

    @property
    def contract(self) -> Contract:
        """What our people sign here: for a whole home always the same."""
        if self.by_room == 1:
            return Contract.ROOM
        p, luck = self.model.p, self.model.luck.uniform(draws.LEASE, 0, self.id, 0)
        if luck < p.tenancy_agreed_share:
            return Contract.AGREED
        if luck < p.tenancy_agreed_share + p.tenancy_transitory_share:
            return Contract.TRANSITORY
        return Contract.FREE

    @property
    def lease_months(self) -> int:
        """How long a lease runs."""
        p = self.model.p
        months = (p.tenancy_room_months, p.tenancy_agreed_months, p.tenancy_transitory_months, p.tenancy_lease_months)
        return int(months[self.contract])

    @property
    def renewal(self) -> float:
        """Chance that another lease follows."""
        p = self.model.p
        chance: float = p.tenancy_transitory_renewal if self.contract == Contract.TRANSITORY else p.tenancy_renewal
        return chance

    def set_turn(self) -> None:
        """Find the month in which a place turns, as things are now."""
        model, hazard, self.turn = self.model, self._turn_hazard(), NEVER
        if hazard > 0.0:
            for month in range(model.month + 1, len(model.calendar["month"]) - model.burn):
                if model.luck.event(hazard, draws.TURN, 0, self.id, month + 37):
                    self.turn = month
                    return

    def _turn_hazard(self) -> float:
        """The chance a month that what is waited for comes."""
        p = self.model.p
        if self.managed is not None or self.state in (Dwelt.DISUSED, Dwelt.WORKS):
            return 0.0
        if self.by_room == 1:
            return float(p.sharing_turnover * self.others)
        if self.state == Dwelt.LET_OTHERS:
            return float(p.market_turnover / 12.0)
        if self.state == Dwelt.OFFERED and self.tenants == 0:
            return float(p.owners_withdraws)
        return float(p.owners_reconsiders) if self.state in (Dwelt.WITHHELD, Dwelt.SHORT_LET) else 0.0


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
