"""A province made of zones: levels are real, positions are drawn. Built from a territory file."""

import hashlib
import json
import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from approdo.extensions import installed

from .calendar import parse_month
from .codes import Channel, Family, Origin, Permit, Schooling, Sector, Sex, ZoneKind
from .errors import BadInput

FOLDER = Path(__file__).parent / "data" / "territories"
MOST_BYTES = 2_000_000
MOST_ZONES = 127
MANY_PROVINCES = "IT"  # the country of which several provinces are built in: people move between them

FIGURES = (
    "leavers_per_month",
    "non_holder_leavers_per_month",
    "unemployment_rate",
    "ask_ratio",
    "recoverable_disused",
    "erp_waiting_years",
    "squat_city",
    "agri_season_city",
    "tourist_pressure",
)
COMPOSITIONS: Mapping[str, tuple[str, ...]] = {
    "sex": tuple(item.name.lower() for item in Sex),
    "age": ("18-24", "25-34", "35-49", "50+"),
    "origin": tuple(item.name.lower() for item in Origin),
    "permit": tuple(item.name.lower() for item in Permit),
    "family": tuple(item.name.lower() for item in Family),
    "schooling": tuple(item.name.lower() for item in Schooling),
    "channel": (Channel.CAS.name.lower(), Channel.SAI.name.lower()),
}


@dataclass(frozen=True)
class Figure:
    """A number about the province, with its range and where it comes from."""

    value: float
    unit: str
    low: float
    high: float
    status: str
    source: str
    evidence: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class Zone:
    """A part of the province. Rent is EUR/m2/month (official valuation); dwellings, jobs and people are counts."""

    name: str
    kind: ZoneKind
    x_km: float
    y_km: float
    residents: int
    foreign_residents: int
    rent_m2: float
    private_let: int
    disused: int
    jobs: tuple[int, ...]  # by Sector


@dataclass(frozen=True)
class Territory:
    """A province: figures, composition of the leavers (shares that sum to 1), zones, minutes between zones."""

    id: str
    name: str
    code: int
    country: str
    region: str
    area: str  # of the country, "" where it is not said
    data_month: int
    figures: Mapping[str, Figure]
    composition: Mapping[str, tuple[float, ...]]
    zones: tuple[Zone, ...]
    minutes: tuple[tuple[int, ...], ...]
    digest: str

    def __hash__(self) -> int:
        return hash(self.digest)

    def __reduce__(self) -> tuple[Any, ...]:
        # read-only mappings do not travel between processes; the fields do
        fields = {**self.__dict__, "figures": dict(self.figures), "composition": dict(self.composition)}
        return (_rebuild, (fields,))

    def canonical(self) -> dict[str, str]:
        """Return what identifies the content of the territory, whatever its file is called."""
        return {"territory": self.id, "sha256": self.digest}


def _rebuild(fields: dict[str, Any]) -> Territory:
    """Make a territory again in another process."""
    fields = {
        **fields,
        "figures": MappingProxyType(fields["figures"]),
        "composition": MappingProxyType(fields["composition"]),
    }
    return Territory(**fields)


def territory_names() -> tuple[str, ...]:
    """Return the names of the territories that are built in or that installed packages add."""
    ours = {path.stem for path in FOLDER.glob("*.toml")}
    for name, extension in installed("territories").items():
        if name in ours:
            raise extension.wrong("a territory of this name is built in.")
    return tuple(sorted({*ours, *installed("territories")}))


def load_territory(name: str) -> Territory:
    """Return a built-in or installed territory by name, or the one in a file whose path ends in `.toml`.

    Raises:
        BadInput: no such territory or file, or a file that is not a territory.
    """
    if name.endswith(".toml"):
        return _read(Path(name), name)
    known = territory_names()
    if name not in known:
        near = get_close_matches(name.lower(), known, 1)
        hint = f' Did you mean "{near[0]}"?' if near else ""
        raise BadInput(f'unknown territory "{name}".{hint} All territories: approdo territories')
    return _built_in(name)


@cache
def _built_in(name: str) -> Territory:
    outside = installed("territories").get(name)
    if outside is None:
        return _read(FOLDER / f"{name}.toml", f"{name}.toml")
    found = _read(outside.file(), str(outside.file()))
    if found.id != name:
        raise outside.wrong(f'id = "{found.id}", expected "{name}", the name of the file and of the entry.')
    return found


def _read(path: Path, shown: str) -> Territory:
    if path.exists() and not path.is_file():
        raise BadInput(f"{shown}: not a file.")
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadInput(f"{shown}: larger than {MOST_BYTES / 1e6:g} MB, not a territory file.")
        table = tomllib.loads(path.read_bytes().decode("utf-8"))
    except RecursionError:
        raise BadInput(f"{shown}: tables inside tables too deep, not a territory file.") from None
    except (OSError, ValueError) as error:  # not UTF-8 and not TOML are value errors
        raise BadInput(f"{shown}: not a readable territory file ({error}).") from None
    if table.get("format") != 1:
        raise BadInput(f"{shown}: format = {table.get('format')!r}, expected 1.")
    return _Reader(shown).territory(table)


class _Reader:
    """Turns tables into a territory; every complaint names the file and the thing."""

    def __init__(self, shown: str) -> None:
        self.shown = shown

    def fail(self, what: str) -> BadInput:
        return BadInput(f"{self.shown}: {what}")

    def number(self, table: Mapping[str, Any], key: str, where: str, low: float, high: float) -> float:
        value = table.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise self.fail(f"{where}: {key} = {value!r}, expected a number from {low:g} to {high:g}.")
        if not low <= value <= high:
            raise self.fail(f"{where}: {key} = {value!r}, expected {low:g} to {high:g}.")
        return value

    def whole(self, table: Mapping[str, Any], key: str, where: str, low: int, high: int) -> int:
        value = self.number(table, key, where, low, high)
        if value != int(value):
            raise self.fail(f"{where}: {key} = {value!r}, expected a whole number.")
        return int(value)

    def text(self, table: Mapping[str, Any], key: str, where: str) -> str:
        value = table.get(key)
        if not isinstance(value, str) or not value:
            raise self.fail(f"{where}: {key} = {value!r}, expected a text.")
        return value

    def month(self, head: Mapping[str, Any]) -> int:
        try:
            return parse_month(self.text(head, "data_month", "territory"))
        except BadInput as error:
            raise BadInput(str(error) if self.shown in str(error) else f"{self.shown}: data_month: {error}") from None

    def figure(self, table: Any, where: str) -> Figure:
        if not isinstance(table, dict):
            raise self.fail(f"{where}: expected a table with value, unit, low, high, status and source.")
        value = self.number(table, "value", where, -1e12, 1e12)
        low = self.number(table, "low", where, -1e12, 1e12) if "low" in table else value
        high = self.number(table, "high", where, -1e12, 1e12) if "high" in table else value
        if not low <= value <= high:
            raise self.fail(f"{where}: value {value:g} is outside low {low:g} to high {high:g}.")
        return Figure(
            value,
            self.text(table, "unit", where),
            low,
            high,
            self.text(table, "status", where),
            self.text(table, "source", where),
            tuple(str(item) for item in table.get("evidence", ())),
            str(table.get("note", "")),
        )

    def shares(self, table: Any, name: str) -> tuple[float, ...]:
        where = f"composition.{name}"
        given = table.get(name, {}).get("shares") if isinstance(table, dict) else None
        if not isinstance(given, dict):
            raise self.fail(f"{where}: expected shares = {{ ... }} over {', '.join(COMPOSITIONS[name])}.")
        unknown = sorted(set(given) - set(COMPOSITIONS[name]))
        if unknown:
            raise self.fail(f'{where}: unknown "{unknown[0]}", expected {", ".join(COMPOSITIONS[name])}.')
        values = tuple(
            self.number({**dict.fromkeys(COMPOSITIONS[name], 0.0), **given}, key, where, 0, 1)
            for key in COMPOSITIONS[name]
        )
        if abs(math.fsum(values) - 1.0) > 1e-6:
            raise self.fail(f"{where}: the shares sum to {math.fsum(values):g}, expected 1.")
        return values

    def zone(self, table: Any, number: int) -> Zone:
        where = f"zone {number}"
        if not isinstance(table, dict):
            raise self.fail(f"{where}: expected a table.")
        kind = self.text(table, "kind", where)
        kinds = {item.name.lower(): item for item in ZoneKind}
        if kind not in kinds:
            raise self.fail(f'{where}: kind = "{kind}", expected one of {", ".join(kinds)}.')
        jobs = table.get("jobs")
        if not isinstance(jobs, dict):
            raise self.fail(f"{where}: jobs: expected a number for each sector.")
        return Zone(
            self.text(table, "name", where),
            kinds[kind],
            self.number(table, "x_km", where, -1000, 1000),
            self.number(table, "y_km", where, -1000, 1000),
            self.whole(table, "residents", where, 0, 100_000_000),
            self.whole(table, "foreign_residents", where, 0, 100_000_000),
            self.number(table, "rent_m2", where, 0.1, 200),
            self.whole(table, "private_let", where, 0, 20_000_000),
            self.whole(table, "disused", where, 0, 20_000_000),
            tuple(self.whole(jobs, item.name.lower(), f"{where}: jobs", 0, 20_000_000) for item in Sector),
        )

    def territory(self, table: Mapping[str, Any]) -> Territory:
        head = table.get("territory")
        if not isinstance(head, dict):
            raise self.fail("no [territory] table.")
        figures = {key: self.figure(entry, f"figures.{key}") for key, entry in table.get("figures", {}).items()}
        for name in FIGURES:
            if name not in figures:
                raise self.fail(f"figures.{name} is missing.")
        zones = table.get("zone")
        if not isinstance(zones, list) or not 1 <= len(zones) <= MOST_ZONES:
            raise self.fail(f"expected 1 to {MOST_ZONES} [[zone]] tables.")
        read = tuple(self.zone(entry, number) for number, entry in enumerate(zones, 1))
        minutes = table.get("travel", {}).get("minutes")
        if not isinstance(minutes, list) or [len(row) for row in minutes] != [len(read)] * len(read):
            raise self.fail(f"travel.minutes: expected {len(read)} rows of {len(read)} whole minutes.")
        matrix = tuple(
            tuple(self.whole({"m": cell}, "m", "travel.minutes", 0, 10_000) for cell in row) for row in minutes
        )
        return Territory(
            self.text(head, "id", "territory"),
            self.text(head, "name", "territory"),
            self.whole(head, "code", "territory", 1, 60_000),
            self.text(head, "country", "territory"),
            self.text(head, "region", "territory"),
            self.text(head, "area", "territory") if "area" in head else "",
            self.month(head),
            MappingProxyType(figures),
            MappingProxyType({name: self.shares(table.get("composition"), name) for name in COMPOSITIONS}),
            read,
            matrix,
            self.digest(table),
        )

    @staticmethod
    def digest(table: Mapping[str, Any]) -> str:
        """Return the sha256 of the numbers a run reads: values, shares, zones, minutes."""
        read = {
            "code": table["territory"]["code"],
            "area": table["territory"].get("area", ""),
            "data_month": table["territory"]["data_month"],
            "figures": {key: entry["value"] for key, entry in table["figures"].items()},
            "composition": {key: entry["shares"] for key, entry in table["composition"].items()},
            "zones": [{k: v for k, v in zone.items() if k not in ("name", "note", "status")} for zone in table["zone"]],
            "minutes": table["travel"]["minutes"],
        }
        return hashlib.sha256(json.dumps(read, sort_keys=True).encode()).hexdigest()
