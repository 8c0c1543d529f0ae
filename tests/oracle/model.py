"""The oracle: a Mesa model whose agents are objects and whose months follow ODD section 3."""

from __future__ import annotations

import copy
import importlib
from collections import Counter
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import mesa

from approdo.model import flows
from approdo.model.parameters import Parameters
from approdo.model.population import create_world
from approdo.model.processes.common import owner_terms
from approdo.model.processes.supply import market_rent
from approdo.model.programme import Programme
from approdo.model.territory import Territory

from .actions import Action, Supports
from .agents import Person
from .luck import Luck, cents
from .places import Dwelling, Dwelt, Employer, Landlord, Zone, buckets

PROCESSES = (
    "exits",
    "services",
    "permits",
    "learning",
    "work",
    "money",
    "tenancies",
    "owners",
    "social_homes",
    "supply",
    "market",
    "no_home",
    "ties",
    "landlords",
    "departures",
    "record",
)

OF_ZONES = ("above", "disused")  # how the engine finds dwellings' ids


def schedule() -> list[Callable[[OracleModel], None]]:
    """The processes of a month in their order; owners, social homes, supply and market are one process in ODD."""
    return [importlib.import_module(f"{__package__}.{name}").step for name in PROCESSES]


def column_names(table: Any) -> tuple[str, ...]:
    """The columns of a table of the engine's world, whichever way it holds them; not what it has of zones."""
    names = table._fields if hasattr(table, "_fields") else table.dtype.names
    return tuple(name for name in names if name not in OF_ZONES)


class OracleModel(mesa.Model):
    """A province as objects. `month` is the month the next step lives: −36 … −1 is the burn-in."""

    def __init__(self, territory: Territory, parameters: Parameters, start: int, months: int, seed: int) -> None:
        super().__init__()
        world = create_world(territory, parameters, start, months, seed)
        self.luck = Luck(seed)
        self.p: Any = SimpleNamespace(**{row.field: row.stored for row in parameters.rows})
        self.burn = int(world.burn[0])
        self.month = -self.burn
        self.calendar: dict[str, list[int]] = {
            name: getattr(world.calendar, name).tolist() for name in column_names(world.calendar)
        }
        self.minutes: list[list[int]] = world.minutes.tolist()
        self.usual_beds = int(world.services.capacity[0])
        self.shelter_beds = int(world.services.capacity[1])
        self.shelter_users = 0
        self.belief = self.seen_paid = self.seen_unpaid = 0.0
        self.pooled = [0.0, 0.0]  # what all owners learned from everybody's tenants: paid, unpaid
        self.climate = [0.0, 0.0, 0.0]  # shares of owners visited and partners, part of taste nobody acts upon
        self.experienced: list[Landlord] = []
        self.referral: list[float] = []  # chance by month that a service hears of somebody who is out
        self.flows = [0] * flows.COUNT
        self.let_in = 0  # how many people were ever let in
        self.present: list[Person] = []
        self.actions: list[Action] = []
        self.series: list[list[float]] = []
        self.housing_by_month: list[list[int]] = []
        self.work_by_month: list[list[int]] = []
        self.happened: Counter[str] = Counter()  # rare events, so that a test can ask whether all came about

        self.zones: list[Zone] = self._read(Zone, world.zones)
        self.landlords: list[Landlord] = self._read(Landlord, world.landlords)
        self.dwellings: list[Dwelling] = self._read(Dwelling, world.dwellings)
        self.buckets = buckets(world.dwellings.segment + sum(zone.disused for zone in territory.zones))
        self.employers: list[Employer] = self._read(Employer, world.employers)
        self.people: list[Person] = self._read(Person, world.people)
        self.owners = int(world.owners[0])
        for owner, number in zip(self.landlords, world.dwellings.id.tolist(), strict=True):
            owner.id, owner.kind, owner.memory = number, owner.known, -1
            owner.taste, owner.deposit = owner_terms(world, owner.row)
            owner.own_paid = owner.own_unpaid = owner.seen_paid = owner.seen_unpaid = 0.0
        for dwelling, number in zip(self.dwellings, world.dwellings.id.tolist(), strict=True):
            dwelling.id, dwelling.managed, dwelling.was_disused = number, None, dwelling.state == Dwelt.DISUSED
            dwelling.by_room = int(world.dwellings.by_room[dwelling.row])
            dwelling.base_rent = dwelling.first_rent = market_rent(world, dwelling.row)  # the index is 1
        for person in self.people:
            person.supports = Supports()

    def _read(self, kind: type, table: Any) -> list[Any]:
        """Make one object per row of a table; a row number of another table becomes the object of that row."""
        tables = {"zone": "zones", "home": "dwellings", "employer": "employers", "landlord": "landlords"}
        agents = [kind(self) for _ in range(getattr(table, column_names(table)[0]).size)]
        for row, agent in enumerate(agents):
            agent.row = row
        for name in column_names(table):
            values = getattr(table, name).tolist()
            if name in tables:
                others = getattr(self, tables[name])
                values = [others[value] if value >= 0 else None for value in values]
            for agent, value in zip(agents, values, strict=True):
                setattr(agent, name, value)
        return agents

    def under(self, programme: Programme) -> OracleModel:
        """A copy of this province that lives on under a programme."""
        arm = copy.deepcopy(self)
        table = programme.actions
        months = programme.open.shape[1]
        arm.referral = programme.referral.tolist()
        for row in range(table.kind.size):
            action = Action(row, arm)
            for name in table.dtype.names:  # type: ignore[attr-defined]
                setattr(action, name, getattr(table, name)[row].item())
            for name in ("places", "starts", "open", "low", "high", "mask"):
                setattr(action, name, getattr(programme, name)[row].tolist())
            action.served, action.begun, action.spent = [0] * months, [0] * months, [0] * months
            arm.actions.append(action)
        return arm

    def step(self) -> None:
        """Live one month."""
        self.flows = [0] * flows.COUNT
        for process in schedule():
            process(self)
        self.month += 1

    def calendar_month(self) -> int:
        """0 January to 11 December."""
        return self.dated("month")

    def dated(self, rule: str) -> int:
        """A rule of the date: a column of the calendar, now."""
        return self.calendar[rule][self.month + self.burn]

    def harvest_time(self) -> bool:
        """May to October."""
        return 4 <= self.calendar_month() <= 9

    def market_rent(self, dwelling: Dwelling) -> int:
        """Cents a month asked for one place."""
        return cents(dwelling.base_rent * dwelling.zone.rent_index)
