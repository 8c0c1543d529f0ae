"""What one world is made from: territory, package, parameters, start, months. Immutable, with a key for the store."""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

from approdo.model.calendar import month_text
from approdo.model.errors import BadInput
from approdo.model.levers.wording import is_whole, shown
from approdo.model.programme import Programme, compile_programme

from .package import Package, load_package, package_names
from .shares import within

if TYPE_CHECKING:
    from .events import Event

__all__ = ["Package", "RunSize", "Scenario", "load_package", "package_names", "validate_run"]

BOUNDS: Final = {
    "months": (1, 120, "whole months"),
    "runs": (1, 1_000_000, "whole runs"),
    "seed": (0, 2**63 - 1, "a whole number"),
}


class Place(Protocol):
    """A territory, as far as a scenario needs to know it."""

    @property
    def id(self) -> str:
        """Return its short name."""

    def canonical(self) -> dict[str, Any]:
        """Return every figure, ready for JSON."""


class Settings(Protocol):
    """Parameters, as far as a scenario needs to know them."""

    def __getitem__(self, name: str, /) -> float:
        """Return the number of that name."""

    def canonical(self) -> dict[str, Any]:
        """Return every number, ready for JSON."""


class RunSize(NamedTuple):
    """How much to run, checked."""

    months: int
    runs: int
    seed: int


def validate_run(months: object, runs: object = 1, seed: object = 0, where: str = "") -> RunSize:
    """Check months (1 to 120), runs (from 1) and seed (0 to 2**63 - 1; 0 is a seed like any other).

    Args:
        months: recorded months.
        runs: paired runs.
        seed: the seed of the first run.
        where: what to put before each complaint, ``"study.toml:6: "``.

    Raises:
        BadInput: one line for each that is wrong.
    """
    given = {"months": months, "runs": runs, "seed": seed}
    good: dict[str, int] = {}
    wrong: list[str] = []
    for name, value in given.items():
        low, high, unit = BOUNDS[name]
        if is_whole(value) and low <= value <= high:
            good[name] = int(value)
        else:
            wrong.append(f"{where}{name} = {shown(value)}, expected {low} to {high} ({unit}).")
    if wrong:
        raise BadInput("\n".join(wrong))
    return RunSize(**good)


@dataclass(frozen=True)
class Scenario:
    """Everything that decides what happens in a world, but the seed. `start` is a month number.

    Of a package that is split between territories, a scenario holds the part of its own territory. `events` happen in
    the world of every package alike. `together` are the provinces that are run side by side, this one among them, each
    with its package: people move between them. Empty: the territory is run alone.
    """

    territory: Place
    package: Package
    parameters: Settings
    start: int
    months: int
    events: "tuple[Event, ...]" = ()
    together: tuple[tuple[Place, Package], ...] = ()

    def __post_init__(self) -> None:
        validate_run(self.months)
        if not is_whole(self.start):
            raise BadInput(f"start = {shown(self.start)}, expected a month number (approdo.model.calendar).")
        object.__setattr__(self, "package", within(self.package, self.territory.id))
        parts = tuple((place, within(package, place.id)) for place, package in self.together)
        object.__setattr__(self, "together", parts)

    @property
    def places(self) -> tuple[tuple[Place, Package], ...]:
        """Return every territory of the world, with its package."""
        return self.together or ((self.territory, self.package),)

    def programme(self) -> Programme:
        """Return the package as the numbers that processes read."""
        return compile_programme(self.package.levers, self.parameters, self.start, self.months)

    def canonical(self) -> dict[str, Any]:
        """Return what decides the results: starts resolved to months, no names and no comments."""
        return dict(json.loads(self.text))

    @cached_property
    def text(self) -> str:
        """What decides the results, as JSON: what the key of a run is made of."""
        parts = {"territory": _json(self.territory.canonical()), "levers": self._levers(self.package), **self._common}
        if self.together:  # alone, the key is the same as ever
            beside = (
                _table({"territory": _json(place.canonical()), "levers": self._levers(package)})
                for place, package in self.together
            )
            parts["together"] = f"[{','.join(beside)}]"
        return _table(parts)

    @property
    def world(self) -> str:
        """What tells worlds apart, as JSON: everything but the packages."""
        return _table({"territories": _json([place.canonical() for place, _ in self.places]), **self._common})

    def _levers(self, package: Package) -> str:
        starts = (month_text(lever.first(self.start)) for lever in package.levers)
        return _json([{**told, "start": start} for told, start in zip(package.canonical, starts, strict=True)])

    @cached_property
    def _common(self) -> dict[str, str]:
        # An event after the horizon changes nothing, and without events the key is the same as ever.
        events = [event.canonical() for event in self.events if event.month < self.months]
        return {
            "parameters": _json(self.parameters.canonical()),
            "start": _json(month_text(self.start)),
            "months": _json(self.months),
            **({"events": _json(events)} if events else {}),
        }

    def key(self, seed: int) -> str:
        """Return the key of a run in the store: sha256 (hex) of the scenario, the seed and the source of the model."""
        # Imported here, so that reading and checking a scenario does not load the compiled rules.
        from approdo.model.engine import model_hash

        return hashlib.sha256(f'[{self.text},{seed},"{model_hash()}"]'.encode()).hexdigest()


def _json(told: object) -> str:
    return json.dumps(told, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _table(parts: dict[str, str]) -> str:
    """Return what `_json` would of a table of which every entry is JSON already."""
    inside = ",".join(f'"{name}":{parts[name]}' for name in sorted(parts))
    return f"{{{inside}}}"
