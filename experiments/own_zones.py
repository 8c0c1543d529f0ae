"""Reads a user's own table of zones (CSV) and says everything that is wrong with it, with line, value and remedy."""

import csv
import io
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from approdo.model.codes import Sector, ZoneKind
from approdo.model.errors import BadInput
from approdo.model.levers.wording import nearest, shown
from approdo.model.territory import MOST_ZONES

from .text_files import read_text, shown_name

KINDS: Final = tuple(kind.name.lower() for kind in ZoneKind)
SECTORS: Final = tuple(sector.name.lower() for sector in Sector)
REQUIRED: Final = ("name", "kind", "x_km", "y_km", "residents", "rent_m2")
COUNTS: Final = ("foreign_residents", "dwellings_to_let", "disused", "jobs", *(f"jobs_{name}" for name in SECTORS))
COLUMNS: Final = (*REQUIRED, *COUNTS)
LARGEST: Final = 1_000_000  # bytes
UTF8: Final = 'In a spreadsheet: save as "CSV UTF-8".'
FARTHEST: Final = 300.0  # km
RENTS: Final = (0.5, 100.0)  # EUR/m2/month
SAME_PLACE: Final = 0.5  # km: a territory smaller than this has degrees for kilometres
DIGITS: Final = re.compile(r"\d{1,9}")
DECIMAL: Final = re.compile(r"[+-]?\d{1,9}(\.\d+)?")


@dataclass(frozen=True)
class OwnZone:
    """A row of the table; a count that was left empty is not in `counts`."""

    name: str
    kind: str
    x_km: float
    y_km: float
    residents: int
    rent_m2: float
    counts: dict[str, int] = field(default_factory=dict)


def read_zones(path: Path) -> list[OwnZone]:
    """Read the table of zones.

    Args:
        path: a CSV file in UTF-8 with a header line; separated by commas, semicolons (then a comma is a decimal point
            too) or tabs.

    Raises:
        BadInput: one line for each thing that is wrong, in the order of the file.
    """
    return _Table(path).zones()


class _Table:
    def __init__(self, path: Path) -> None:
        self.name = shown_name(path)
        self.complaints: list[tuple[int, str]] = []
        self.text = read_text(path, self.name, "a table of zones (a .csv file)", LARGEST, UTF8)
        if (at := self.text.find("\x00")) >= 0:
            raise BadInput(f"{self.name}:{self.text.count(chr(10), 0, at) + 1}: a zero byte: this is no text.")
        first = next((line for line in self.text.splitlines() if line.strip()), "")
        self.separator = max(",;\t", key=first.count)

    def complain(self, line: int, said: str) -> None:
        self.complaints.append((line, f"{self.name}:{line}: {said}"))

    def stop_if_wrong(self) -> None:
        if self.complaints:
            raise BadInput("\n".join(said for _, said in sorted(self.complaints, key=lambda entry: entry[0])))

    def zones(self) -> list[OwnZone]:
        rows = self.rows()
        if not rows:
            raise BadInput(f"{self.name}:1: the file is empty, expected a header line: {','.join(REQUIRED)},...")
        header_line, header = rows[0]
        names = [cell.strip().lower() for cell in header]
        self.check_header(header_line, names)
        self.stop_if_wrong()
        found: list[tuple[int, OwnZone]] = []
        for line, cells in rows[1:]:
            if len(cells) != len(names):
                self.complain(line, f"{len(cells)} cells, expected {len(names)} as in the header.{self.hint(cells)}")
                continue
            zone = self.zone(line, dict(zip(names, (cell.strip() for cell in cells), strict=True)))
            if zone is not None:
                found.append((line, zone))
        self.check_together(found, header_line)
        self.stop_if_wrong()
        return [zone for _, zone in found]

    def rows(self) -> list[tuple[int, list[str]]]:
        reader = csv.reader(io.StringIO(self.text, newline=""), delimiter=self.separator, strict=True)
        rows: list[tuple[int, list[str]]] = []
        line = 1
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    rows.append((line, cells))
                line = reader.line_num + 1
        except csv.Error as error:
            self.complain(reader.line_num, f"this cannot be read as CSV: {error}. Is a quotation mark left open?")
            self.stop_if_wrong()
        return rows

    def check_header(self, line: int, names: list[str]) -> None:
        for name in names:
            if name not in COLUMNS:
                self.complain(
                    line,
                    f"unknown column {shown(name)}.{nearest(name, COLUMNS)} Known: {', '.join(COLUMNS)}.",
                )
        for name in dict.fromkeys(names):
            if names.count(name) > 1:
                self.complain(line, f"column {shown(name)} stands twice, expected once.")
        for name in REQUIRED:
            if name not in names:
                self.complain(line, f"column {name} is missing, expected {', '.join(REQUIRED)}.")
        if "jobs" in names and any(name.startswith("jobs_") for name in names):
            self.complain(line, "both jobs and jobs of a sector: give the total or the sectors, not both.")

    def hint(self, cells: list[str]) -> str:
        """Say the likely reason for a row of another length."""
        if self.separator == "," and any(";" in cell for cell in cells):
            return " Is it separated by semicolons?"
        return ' A name with a comma needs quotation marks: "Borgo, est".' if self.separator == "," else ""

    def zone(self, line: int, cells: dict[str, str]) -> OwnZone | None:
        before = len(self.complaints)
        if not cells["name"] or not cells["name"].isprintable():
            self.complain(line, f"name = {shown(cells['name'])}, expected a text.")
        kind = re.sub(r"[ -]", "_", cells["kind"].lower())
        if kind not in KINDS:
            self.complain(
                line, f"kind = {shown(cells['kind'])}, expected one of {', '.join(KINDS)}.{nearest(kind, KINDS)}"
            )
        place = "kilometres east or north of the first zone, not metres or degrees"
        x_km = self.decimal(line, cells, "x_km", -FARTHEST, FARTHEST, place)
        y_km = self.decimal(line, cells, "y_km", -FARTHEST, FARTHEST, place)
        residents = self.whole(line, cells, "residents")
        if residents == 0 and DIGITS.fullmatch(cells["residents"]):
            self.complain(line, "residents = 0, expected at least 1: leave out a zone without people.")
        rent = self.decimal(line, cells, "rent_m2", *RENTS, "EUR per square metre and month")
        counts = {name: self.whole(line, cells, name) for name in COUNTS if cells.get(name)}
        if len(self.complaints) > before:
            return None
        for name in ("foreign_residents", "dwellings_to_let", "disused"):
            if counts.get(name, 0) > residents:
                self.complain(line, f"{name} = {counts[name]}, expected at most the {residents} residents of the zone.")
        return OwnZone(cells["name"], kind, x_km, y_km, residents, rent, counts)

    def whole(self, line: int, cells: dict[str, str], name: str) -> int:
        if not DIGITS.fullmatch(cells[name]):
            self.complain(
                line, f"{name} = {shown(cells[name])}, expected a whole number such as 12000: digits only, 0 or more."
            )
            return 0
        return int(cells[name])

    def decimal(self, line: int, cells: dict[str, str], name: str, low: float, high: float, unit: str) -> float:
        given = cells[name].replace(",", ".") if self.separator == ";" else cells[name]
        if not DECIMAL.fullmatch(given):
            self.complain(line, f"{name} = {shown(cells[name])}, expected a number such as 7.5 ({unit}).")
            return 0.0
        value = float(given)
        if not low <= value <= high:
            self.complain(line, f"{name} = {shown(cells[name])}, expected {low:g} to {high:g} ({unit}).")
        return value

    def check_together(self, found: list[tuple[int, OwnZone]], header_line: int) -> None:
        if not found and not self.complaints:
            self.complain(header_line, "no zones below the header, expected at least one row.")
        if len(found) > MOST_ZONES:
            self.complain(found[MOST_ZONES][0], f"{len(found)} zones, expected at most {MOST_ZONES}: merge small ones.")
        seen: dict[str, int] = {}
        for line, zone in found:
            if zone.name in seen:
                self.complain(line, f"name = {shown(zone.name)}: line {seen[zone.name]} has it too, expected another.")
            seen.setdefault(zone.name, line)
        if len(found) > 1 and not self.complaints:
            spans = [max(at) - min(at) for at in zip(*((zone.x_km, zone.y_km) for _, zone in found), strict=True)]
            if max(spans) < SAME_PLACE:
                self.complain(
                    found[0][0],
                    f"all zones lie within {max(spans):.3g} km: x_km and y_km look like degrees, expected kilometres.",
                )
