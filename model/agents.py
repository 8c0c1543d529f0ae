"""Mesa agents as views: a row number and the columns it stands in. Nothing is stored here, and nothing can be set.

Values are those of the columns: money in whole cents, time in months, places as row numbers (-1: none).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

import mesa

from .codes import AgeBand, Channel, Family, Housing, Origin, Permit, Schooling, Sector, Sex, Work
from .processes.common import believed, owner_terms

if TYPE_CHECKING:
    from .mesa_model import PostReceptionModel

T = TypeVar("T")


class Column(Generic[T]):
    """Reads one column of a view's row as `kind`; the attribute has the column's name."""

    def __init__(self, kind: Callable[[Any], T]) -> None:
        self.kind = kind
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, agent: None, owner: type) -> Column[T]: ...
    @overload
    def __get__(self, agent: View, owner: type) -> T: ...
    def __get__(self, agent: View | None, owner: type) -> Column[T] | T:
        if agent is None:
            return self
        return self.kind(getattr(agent.table, self.name)[agent.row])

    def __set__(self, agent: View, value: object) -> None:
        raise AttributeError(f"{self.name} is read from the world; policy changes it through the programme only")


class View(mesa.Agent):
    """A row of a table of the model's world."""

    part = ""  # name of the table in `World`

    def __init__(self, model: PostReceptionModel, row: int) -> None:
        super().__init__(model)
        self.row = row

    @property
    def table(self) -> Any:
        """The table this is a row of."""
        return getattr(self.model.world, self.part)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.row}>"


class Migrant(View):
    """One adult with their household. Everybody has a view, also who has not arrived yet and who has left."""

    part = "people"
    id = Column(int)
    exit_due = Column(int)
    sex = Column(Sex)
    age = Column(AgeBand)
    origin = Column(Origin)
    family = Column(Family)
    minors = Column(int)
    young_child = Column(bool)
    household = Column(int)
    rooms_needed = Column(int)
    schooling = Column(Schooling)
    sector = Column(Sector)
    channel = Column(Channel)
    permit = Column(Permit)
    zone = Column(int)
    housing = Column(Housing)
    home = Column(int)
    rent = Column(int)
    lease_left = Column(int)
    arrears = Column(int)
    unpaid = Column(int)
    since = Column(int)
    homeless = Column(int)
    registered = Column(bool)
    permit_until = Column(int)
    permit_wait = Column(int)
    language = Column(float)
    experience = Column(float)
    skill = Column(float)
    savings = Column(int)
    income = Column(int)
    work = Column(Work)
    employer = Column(int)
    wage = Column(int)
    contract_left = Column(int)
    benefit = Column(int)
    bonds = Column(int)
    bridges = Column(int)
    stays = Column(int)
    reference = Column(bool)
    reached = Column(bool)

    @property
    def present(self) -> bool:
        """Whether the person is in the territory, in reception or out of it."""
        return self.housing not in (Housing.EXPECTED, Housing.DEPARTED)


class Landlord(View):
    """An owner of dwellings; the row is that of the first of them."""

    part = "landlords"

    @property
    def id(self) -> int:
        """Who the owner is, in every draw."""
        return int(self.model.world.dwellings.id[self.row])

    @property
    def kind(self) -> int:
        """0 a small private owner, 1 a professional."""
        return int(self.model.world.landlords.known[self.row]) & 1

    @property
    def memory(self) -> int:
        """The row of what the owner knows of own tenants, -1 before the first."""
        return (int(self.model.world.landlords.known[self.row]) >> 1) - 1

    @property
    def taste(self) -> float:
        """Dislike of letting to foreigners, logits."""
        return float(owner_terms(self.model.world, self.row)[0])

    @property
    def deposit(self) -> int:
        """Months of rent asked."""
        return int(owner_terms(self.model.world, self.row)[1])

    @property
    def own_paid(self) -> float:
        """Weight of the rents that own tenants paid; slowly forgotten."""
        return float(self.model.world.memories.own_paid[self.memory]) if self.memory >= 0 else 0.0

    @property
    def own_unpaid(self) -> float:
        """Weight of the rents that own tenants owed; slowly forgotten."""
        return float(self.model.world.memories.own_unpaid[self.memory]) if self.memory >= 0 else 0.0

    @property
    def belief(self) -> float:
        """What the owner believes of tenants' reliability, 0 to 1."""
        world = self.model.world
        p = self.model.parameters.record()
        return float(believed(world.landlords, world.memories, world.pooled, p, self.row))

    @property
    def dwellings(self) -> list[int]:
        """Rows of the dwellings they own."""
        owners = self.model.world.dwellings.landlord
        return [int(row) for row in (owners == self.row).nonzero()[0]]


class Employer(View):
    """An employer with posts that a newcomer could fill."""

    part = "employers"
    id = Column(int)
    zone = Column(int)
    sector = Column(Sector)
    posts = Column(int)
    staff = Column(int)
    wage = Column(int)
    language = Column(float)
    bias = Column(float)
    open = Column(bool)


class Service(View):
    """A service with a capacity: the territory's shelters (row 0), then one for each action of the programme."""

    @property
    def kind(self) -> str:
        """`shelters`, or the kind of the lever."""
        return "shelters" if self.row == 0 else self.model.levers[self.row - 1].kind

    @property
    def name(self) -> str:
        """`shelters`, or the id of the lever in its package."""
        return "shelters" if self.row == 0 else self.model.levers[self.row - 1].id

    @property
    def capacity(self) -> int:
        """Beds, people or dwellings it has room for in the month that was simulated last (0 before the first)."""
        world, month = self.model.world, self.model.month - 1
        if self.row == 0:
            return int(world.services.capacity[1])
        return int(self.model.programme.places[self.row - 1, month]) if month >= 0 else 0

    @property
    def users(self) -> int:
        """Beds taken, people or dwellings served in that month."""
        world, month = self.model.world, self.model.month - 1
        if self.row == 0:
            return int(world.services.users[0])
        return int(world.ledger.served[self.row - 1, month]) if month >= 0 else 0

    @property
    def spent(self) -> int:
        """Cents spent so far."""
        return 0 if self.row == 0 else int(self.model.world.ledger.total[self.row - 1])
