"""Moves between provinces that are run together (ODD 7.14)."""

from __future__ import annotations

import copy
from collections.abc import Sequence

from approdo.model import draws
from approdo.model.codes import Housing, Work
from approdo.model.territory import Territory

from .actions import Supports
from .agents import Person
from .luck import event, whole
from .model import OracleModel


def foreigners(place: Territory) -> int:
    """Resident foreigners of a province."""
    return sum(zone.foreign_residents for zone in place.zones)


def step_together(models: Sequence[OracleModel], places: Sequence[Territory]) -> None:
    """Live one month in every province, then let those who departed arrive elsewhere."""
    t = models[0].month
    gone = [{person for person in model.people if person.housing == Housing.DEPARTED} for model in models]
    for model in models:
        model.step()
    going = []
    for number, model in enumerate(models):
        for person in model.people:
            if places[number].country == "IT" and person.housing == Housing.DEPARTED and person not in gone[number]:
                going.append((person, destination(model, person, number, places, t)))
    for person, to in going:
        if to is not None:
            arrive(models[to], places[to], person, t)


def destination(model: OracleModel, person: Person, origin: int, places: Sequence[Territory], t: int) -> int | None:
    """Which province somebody goes to; None for one that is not run."""

    def happens(chance: float, what: int) -> bool:
        return event(model.luck.draw(draws.MOVE, t, person.id, what), chance)

    if not happens(model.p.moves_in_country, 0):
        return None
    left = model.p.moves_residents_it - foreigners(places[origin])
    for number, place in enumerate(places):
        if number == origin or place.country != "IT":
            continue
        drawn = foreigners(place)
        if happens(drawn / max(left, drawn), 2 + place.code):
            return number
        left -= drawn
    return None


def arrive(model: OracleModel, place: Territory, person: Person, t: int) -> None:
    """A newcomer behind those let in so far, with nothing of what belonged to the place left."""
    new = Person(model)
    for name, value in vars(person).items():
        if name in Person.__annotations__ and name not in ("model", "supports"):
            setattr(new, name, copy.copy(value) if not hasattr(value, "row") else None)
    new.supports = Supports()
    new.exit_due = min(person.exit_due, t)
    new.home, new.employer = None, None
    new.housing, new.work = Housing.STREET, Work.JOBSEEKER
    new.bonds = int(model.p.moves_bonds)
    new.away = new.since = new.rent = new.wage = new.income = new.arrears = new.unpaid = new.covered = 0
    new.lease_left = new.contract_left = new.registered = new.bridges = new.hosting_left = new.stays = new.reached = 0
    new.goal_home = new.goal_work = new.goal_social = 0.0
    spot = whole(model.luck.draw(draws.MOVE, t, person.id, 1)) * foreigners(place) >> 53
    new.zone = model.zones[-1]
    for zone in reversed(model.zones):
        if spot < sum(each.foreign_residents for each in place.zones[: zone.row + 1]):
            new.zone = zone
    at = model.let_in
    model.people.insert(at, new)
    for row, each in enumerate(model.people):
        each.row = row
    for months, state in ((model.housing_by_month, Housing.DEPARTED), (model.work_by_month, Work.INACTIVE)):
        for month in months:
            month.insert(at, state)
    model.let_in += 1
    model.present.append(new)
