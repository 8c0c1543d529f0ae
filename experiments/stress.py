"""Stress cases: a named change of territory, parameters and package, as data, and what it makes of a scenario."""

import hashlib
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final, cast

from approdo.model.errors import BadInput
from approdo.model.levers import Lever, change
from approdo.model.parameters import Parameters
from approdo.model.territory import COMPOSITIONS, Figure, Territory, Zone

from .events import Event
from .own_territory import BOUNDS
from .package import Package
from .scenario import Scenario
from .shares import DOSES

OPERATIONS: Final[Mapping[str, Callable[[float, float], float]]] = {
    "set": lambda was, by: by,
    "times": lambda was, by: was * by,
    "plus": lambda was, by: was + by,
}
ZONE_COUNTS: Final = ("private_let", "disused")


@dataclass(frozen=True)
class Change:
    """What is done to one number: ``set``, ``times`` or ``plus``."""

    operation: str
    by: float

    def on(self, value: float, low: float = -math.inf, high: float = math.inf) -> float:
        """Return the changed value, kept between `low` and `high`."""
        return min(max(OPERATIONS[self.operation](value, self.by), low), high)

    def __str__(self) -> str:
        return {"set": f"= {self.by:g}", "times": f"x {self.by:g}", "plus": f"{self.by:+g}"}[self.operation]


@dataclass(frozen=True)
class Stress:
    """A stress case: what changes from a month on (`month`, counted from 0), or over the whole run (None).

    The changes are by name: of a parameter; over a whole run only, of a figure, a share (``"channel.sai"``), a count of
    every zone; from a month on only, what happens to the people and places there are (`events`, see `events.Event`).
    After `stop_after` months no lever takes anybody new; `doses` changes every dose and budget; both only for levers of
    `kinds`, if any.
    """

    id: str
    name: str
    about: str
    month: int | None = None
    name_it: str = ""
    events: tuple[tuple[str, float], ...] = ()
    figures: tuple[tuple[str, Change], ...] = ()
    parameters: tuple[tuple[str, Change], ...] = ()
    composition: tuple[tuple[str, Change], ...] = ()
    zones: tuple[tuple[str, Change], ...] = ()
    stop_after: int | None = None
    doses: Change | None = None
    kinds: tuple[str, ...] = ()

    @property
    def begins(self) -> int:
        """The month from which it is another world: 0 where it always was one."""
        if self.month is not None:
            return self.month
        only_levers = not (self.figures or self.parameters or self.composition or self.zones or self.doses)
        return self.stop_after or 0 if only_levers else 0

    def on(self, scenario: Scenario) -> Scenario:
        """Return the scenario under stress."""
        parameters = cast(Parameters, scenario.parameters)
        return replace(
            scenario,
            territory=self._territory(cast(Territory, scenario.territory)),
            parameters=parameters if self.month is not None else self._parameters(parameters),
            package=self._package(scenario.package, scenario.start),
            events=(*scenario.events, *self._events(parameters)),
        )

    def _events(self, given: Parameters) -> tuple[Event, ...]:
        if self.month is None:
            return ()
        changed = self._parameters(given)
        values = tuple((name, changed[name]) for name, _ in self.parameters)
        return (Event(self.month, values, **dict(self.events)),)

    def canonical(self) -> dict[str, Any]:
        """Return what it changes, ready for JSON: no names and no words."""
        told: dict[str, Any] = {
            part: {name: {each.operation: each.by} for name, each in getattr(self, part)}
            for part in ("figures", "parameters", "composition", "zones")
        }
        doses = None if self.doses is None else {self.doses.operation: self.doses.by}
        dated = {} if self.month is None else {"month": self.month, "events": dict(self.events)}
        return {**told, "stop_after": self.stop_after, "doses": doses, "kinds": list(self.kinds), **dated}

    def changes(self) -> tuple[str, ...]:
        """Return a line for each thing it changes: ``figures.leavers_per_month x 1.5``."""
        lines = [
            f"{part}.{name} {each}"
            for part in ("figures", "parameters", "composition", "zones")
            for name, each in getattr(self, part)
        ]
        lines += [f"events.{name} = {value:g}" for name, value in self.events]
        if self.month is not None:
            lines = [f"from month {self.month}: {line}" for line in lines]
        which = f" of {', '.join(self.kinds)}" if self.kinds else ""
        if self.stop_after is not None:
            lines.append(f"levers{which} stop after month {self.stop_after}")
        if self.doses is not None:
            lines.append(f"doses and budgets{which} {self.doses}")
        return tuple(lines)

    def _territory(self, place: Territory) -> Territory:
        if not (self.figures or self.composition or self.zones):
            return place
        figures = dict(place.figures)
        for name, each in self.figures:
            if name in figures:
                value = each.on(figures[name].value, *BOUNDS[name])
                figures[name] = _figure(figures[name], value)
            elif each.operation != "times":  # of nothing, many times is nothing
                raise BadInput(f'stress case "{self.id}": {place.name} has no figure {name} to change ({each}).')
        composition = dict(place.composition)
        for path, each in self.composition:
            group, _, share = path.partition(".")
            composition[group] = _shares(composition[group], COMPOSITIONS[group].index(share), each)
        zones = tuple(self._zone(zone) for zone in place.zones)
        # The digest stands for the content in the keys of runs, so it must not stay that of the calm territory.
        content = [self.canonical()[part] for part in ("figures", "composition", "zones")]
        text = json.dumps([place.digest, content], sort_keys=True, allow_nan=False)
        return replace(
            place,
            figures=MappingProxyType(figures),
            composition=MappingProxyType(composition),
            zones=zones,
            digest=hashlib.sha256(text.encode()).hexdigest(),
        )

    def _zone(self, zone: Zone) -> Zone:
        changed: dict[str, Any] = {
            name: math.floor(each.on(getattr(zone, name), 0.0) + 0.5) for name, each in self.zones
        }
        return replace(zone, **changed)

    def _parameters(self, given: Parameters) -> Parameters:
        if not self.parameters:
            return given
        by_name = dict(self.parameters)
        return Parameters(
            tuple(
                replace(row, value=by_name[row.name].on(row.value, row.low, row.high)) if row.name in by_name else row
                for row in given.rows
            )
        )

    def _package(self, package: Package, start: int) -> Package:
        if self.stop_after is None and self.doses is None:
            return package
        levers = (self._lever(each, start) if self._meets(each) else each for each in package.levers)
        return replace(package, levers=tuple(each for each in levers if each is not None))

    def _meets(self, lever: Lever) -> bool:
        return not self.kinds or lever.kind in self.kinds

    def _lever(self, lever: Lever, start: int) -> Lever | None:
        """Return the lever under stress; None where it never begins."""
        if self.stop_after is not None:
            left = self.stop_after - (lever.first(start) - start)
            if left < 1:
                return None
            lever = replace(lever, months=min(lever.months, left))
        if self.doses is not None:
            for name in DOSES:
                if name in dict(lever.fields):
                    value = lever[name]
                    dose = self.doses.on(float(value), 0.0)
                    lever = change(lever, name, math.floor(dose + 0.5) if isinstance(value, int) else dose)
            if lever.budget is not None:
                lever = replace(lever, budget=round(self.doses.on(lever.budget, 0.0), 2))
        return lever


def _figure(figure: Figure, value: float) -> Figure:
    return replace(figure, value=value, low=min(figure.low, value), high=max(figure.high, value))


def _shares(shares: tuple[float, ...], position: int, change_: Change) -> tuple[float, ...]:
    """Return shares with one changed and the others scaled, so that they add up to 1."""
    new = change_.on(shares[position], 0.0, 1.0)
    rest = 1.0 - shares[position]
    if rest <= 0.0:  # nobody else to make room or take it
        others = (1.0 - new) / (len(shares) - 1)
        return tuple(new if number == position else others for number in range(len(shares)))
    return tuple(new if number == position else share * (1.0 - new) / rest for number, share in enumerate(shares))
