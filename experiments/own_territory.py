"""Makes a territory file out of a user's own zones; what is not given is imputed from a reference province."""

import hashlib
import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from approdo.model.calendar import month_text
from approdo.model.codes import ZoneKind
from approdo.model.errors import BadInput
from approdo.model.levers.wording import nearest, shown
from approdo.model.territory import FOLDER, Figure, Territory, Zone, territory_names

from .apportion import whole_parts
from .like_zones import LikeZones
from .own_zones import KINDS, SECTORS, OwnZone, read_zones
from .territory_check import read_territory
from .territory_text import inline, matrix, number, table, text, texts
from .text_files import shown_name
from .travel import NOTE, Spot, travel_minutes

FIRST_CODE, CODES = 20_000, 40_000  # codes of own territories: clear of the built-in ones
# Figures that a territory of its own has, with what is accepted. Counts follow the residents, the rest is taken over.
BOUNDS: Final[Mapping[str, tuple[float, float]]] = {
    "leavers_per_month": (0.0, 5000.0),
    "non_holder_leavers_per_month": (0.0, 5000.0),
    "unemployment_rate": (0.0, 0.6),
    "ask_ratio": (0.5, 4.0),
    "erp_waiting_years": (0.0, 50.0),
    "squat_city": (0.0, 1.0),
    "agri_season_city": (0.0, 1.0),
    "tourist_pressure": (0.0, 1.0),
}
FLAGS: Final = ("squat_city", "agri_season_city")
WIDER: Final = {"persons/month": (0.5, 1.5)}  # an assumption: how much wider a range is for being another place's
WIDER_ELSE: Final = (0.7, 1.3)
SET: Final = re.compile(r"([a-z_]+)=([^:]+)(?::([^:]+):([^:]+))?")
SUMS: Final = {  # figure: column of the table of zones, unit
    "foreign_residents": ("foreign_residents", "persons"),
    "private_let_stock": ("dwellings_to_let", "dwellings"),
    "recoverable_disused": ("disused", "dwellings"),
    "jobs": ("jobs", "jobs"),
}


@dataclass(frozen=True)
class Made:
    """A new territory: the text of its file, and what in it is imputed."""

    id: str
    text: str
    given: tuple[str, ...]
    imputed: tuple[str, ...]


def new_territory(zones: Path, name: str, like: str = "padova", settings: Sequence[str] = ()) -> Made:
    """Make the text of a territory file.

    Args:
        zones: the user's table, see `own_zones`.
        name: of the territory.
        like: the reference, a built-in name or a path.
        settings: figures that the user knows, ``"unemployment_rate=0.07"`` or with a range ``"...=0.07:0.05:0.1"``.

    Raises:
        BadInput: one line for each thing that is wrong, of all arguments together.
    """
    wrong: list[str] = []
    known: dict[str, Figure] = {}
    rows: list[OwnZone] = []
    reference: Territory | None = None
    short = slug(name)
    if not short:
        wrong.append(f"--name {shown(name)}: expected a name with at least one letter.")
    elif short in territory_names():
        wrong.append(f"--name {shown(name)}: there is a built-in territory {short}, expected another name.")
    try:
        reference = read_territory(like)
    except BadInput as error:
        wrong.append(f"--like: {error}")
    try:
        known = read_settings(settings)
    except BadInput as error:
        wrong.append(str(error))
    try:
        rows = read_zones(zones)
    except BadInput as error:
        wrong.append(str(error))
    if wrong or reference is None:
        raise BadInput("\n".join(wrong))
    file = shown_name(zones.name)
    return _Maker(rows, file, name.strip(), reference, like, known).made()


def slug(name: str) -> str:
    """Return a name as small letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60]


def read_settings(settings: Sequence[str]) -> dict[str, Figure]:
    """Read ``name=value`` or ``name=value:low:high``.

    Raises:
        BadInput: one line for each that is wrong.
    """
    found: dict[str, Figure] = {}
    wrong: list[str] = []
    for given in settings:
        match = SET.fullmatch(given.replace(" ", ""))
        if match is None or match[1] not in BOUNDS:
            name = given.partition("=")[0].strip()
            wrong.append(
                f"--set {shown(given)}: expected FIGURE=VALUE or FIGURE=VALUE:LOW:HIGH with one of {', '.join(BOUNDS)}."
                f"{nearest(name, BOUNDS)}"
            )
            continue
        name, (least, most) = match[1], BOUNDS[match[1]]
        try:
            value, low, high = (float(part) for part in (match[2], match[3] or match[2], match[4] or match[2]))
        except ValueError:
            wrong.append(f"--set {shown(given)}: expected numbers, {least:g} to {most:g}.")
            continue
        whole = name not in FLAGS or value in (0.0, 1.0)
        if not (least <= low <= value <= high <= most and whole):
            wrong.append(f"--set {shown(given)}: expected low <= value <= high within {least:g} to {most:g}.")
        found[name] = Figure(value, "", low, high, "given", "--set", (), "Given by the user.")
    if wrong:
        raise BadInput("\n".join(wrong))
    return found


class _Maker:
    def __init__(
        self,
        rows: list[OwnZone],
        file: str,
        name: str,
        reference: Territory,
        like: str,
        known: dict[str, Figure],
    ) -> None:
        self.rows, self.file, self.name, self.reference, self.known = rows, file, name, reference, known
        path = Path(like) if like.endswith(".toml") else FOLDER / f"{like}.toml"
        self.traits: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))["composition"]
        self.residents = sum(row.residents for row in rows)
        self.ratio = self.residents / sum(zone.residents for zone in reference.zones)
        self.like = LikeZones(reference.zones, rows)
        self.zones = [self.filled(row) for row in rows]

    def made(self) -> Made:
        figures = self.figures()
        short = slug(self.name)
        code = FIRST_CODE + int.from_bytes(hashlib.sha256(short.encode()).digest()[:8], "big") % CODES
        head = {
            "id": text(short),
            "name": text(self.name),
            "code": str(code),
            "country": text(self.reference.country),
            "region": text(self.name),
            "area": text(self.reference.area),
            "data_month": text(month_text(self.reference.data_month)),
            "geometry": text("given"),
        }
        blocks = [
            f"# Made by approdo territory new from {self.file}, like {self.reference.name}.\n"
            '# Where you know better, change the value, its range, and status = "imputed" to "given".\nformat = 1',
            table("territory", head),
            *(self.figure_block(key, figure) for key, figure in figures.items()),
            *(self.composition_block(key) for key in self.traits),
            *(self.zone_block(row, zone) for row, zone in zip(self.rows, self.zones, strict=True)),
            self.travel_block(),
        ]
        given = tuple(key for key, figure in figures.items() if figure.status == "given")
        imputed = tuple(key for key, figure in figures.items() if figure.status == "imputed")
        return Made(short, "\n\n".join(blocks) + "\n", given, imputed)

    def figures(self) -> dict[str, Figure]:
        """Return the figures: given, sums of the zones, counts by residents, the rest as in the reference."""
        found = {"population": self.told(self.residents, "persons", True)}
        totals = {
            "foreign_residents": sum(zone.foreign_residents for zone in self.zones),
            "private_let_stock": sum(zone.private_let for zone in self.zones),
            "recoverable_disused": sum(zone.disused for zone in self.zones),
            "jobs": sum(sum(zone.jobs) for zone in self.zones),
        }
        for key, (column, unit) in SUMS.items():
            found[key] = self.told(totals[key], unit, all(self.has(row, column) for row in self.rows))
        for key, bounds in BOUNDS.items():
            unit = self.reference.figures[key].unit
            if key in self.known:
                figure = self.known[key]
                found[key] = Figure(figure.value, unit, figure.low, figure.high, "given", "--set", (), figure.note)
            else:
                found[key] = self.imputed(key, *bounds)
        return found

    @staticmethod
    def has(row: OwnZone, column: str) -> bool:
        return column in row.counts or (column == "jobs" and all(f"jobs_{name}" in row.counts for name in SECTORS))

    def told(self, value: int, unit: str, given: bool) -> Figure:
        if given:
            return Figure(value, unit, value, value, "given", self.file, (), "Sum of the zones.")
        low, high = value * 0.5, value * 1.5
        note = f"Sum of the zones, where some are imputed from {self.reference.name}; half to one and a half times."
        return Figure(value, unit, low, high, "imputed", self.reference.name, (), note)

    def imputed(self, key: str, least: float, most: float) -> Figure:
        theirs = self.reference.figures[key]
        scale = self.ratio if theirs.unit in WIDER else 1.0
        down, up = WIDER.get(theirs.unit, WIDER_ELSE)
        value = theirs.value * scale
        low = min(max(theirs.low * scale * down, least), value)
        high = max(min(theirs.high * scale * up, most), value)
        by = f"{theirs.value:g} x {scale:.3g} (residents)" if theirs.unit in WIDER else f"{theirs.value:g}"
        note = f"Not given: that of {self.reference.name}, {by}; its range x {down:g} to x {up:g}. To be replaced."
        return Figure(value, theirs.unit, low, high, "imputed", self.reference.name, (), note)

    def filled(self, row: OwnZone) -> Zone:
        """Return a zone with every count, its own or that of zones like it."""

        def count(column: str) -> int:
            return row.counts[column] if column in row.counts else self.like.count(column, row)

        if "jobs" in row.counts:
            jobs = whole_parts(row.counts["jobs"], self.like.sectors(row))
        else:
            jobs = [count(f"jobs_{name}") for name in SECTORS]
        return Zone(
            row.name,
            ZoneKind(KINDS.index(row.kind)),
            row.x_km,
            row.y_km,
            row.residents,
            count("foreign_residents"),
            row.rent_m2,
            count("dwellings_to_let"),
            count("disused"),
            tuple(jobs),
        )

    @staticmethod
    def figure_block(key: str, figure: Figure) -> str:
        values = {name: number(getattr(figure, name), figure.unit) for name in ("value", "low", "high")}
        told = {name: text(getattr(figure, name)) for name in ("unit", "status", "source", "note")}
        return table(f"figures.{key}", {**values, **told, "evidence": texts(figure.evidence)})

    def composition_block(self, key: str) -> str:
        trait = self.traits[key]
        shares = {name: inline(trait[name]) for name in ("shares", "low", "high") if name in trait}
        note = f"Not given: that of {self.reference.name}. To be replaced."
        told = {"status": text("imputed"), "source": text(self.reference.name), "note": text(note)}
        return table(f"composition.{key}", {**shares, **told})

    def zone_block(self, row: OwnZone, zone: Zone) -> str:
        counts = ("foreign_residents", "dwellings_to_let", "disused", "jobs")
        missing = [name for name in counts if not self.has(row, name)]
        note = f"{self.file}." + (f" Imputed from {self.reference.name}: {', '.join(missing)}." if missing else "")
        lines = {
            "name": text(zone.name),
            "kind": text(row.kind),
            "x_km": str(zone.x_km),
            "y_km": str(zone.y_km),
            "residents": str(zone.residents),
            "foreign_residents": str(zone.foreign_residents),
            "rent_m2": str(zone.rent_m2),
            "private_let": str(zone.private_let),
            "disused": str(zone.disused),
            "jobs": inline(dict(zip(SECTORS, zone.jobs, strict=True))),
            "tolerance": "0.5",
            "perceived_security": "0.5",
            "status": text("imputed" if missing else "given"),
            "note": text(note),
        }
        return table("zone", lines, repeated=True)

    def travel_block(self) -> str:
        minutes = travel_minutes([Spot(row.kind, row.x_km, row.y_km) for row in self.rows])
        note = f"From the positions given: {NOTE}"
        return table("travel", {"status": text("assumption"), "note": text(note), "minutes": matrix(minutes)})
