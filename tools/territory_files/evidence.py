"""Reads model/data/evidence: the only input of the territory files, beside provinces.csv in this folder."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EVIDENCE = ROOT / "model" / "data" / "evidence"
TERRITORIES = ROOT / "model" / "data" / "territories"

DATA_DATE = "2019-12-31"
FIRST_DATE = "2019-09-30"
LAST_DATE = "2020-12-31"

Row = dict[str, str]


def read_rows(path: Path) -> list[Row]:
    """All rows of a table with a header."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@dataclass(frozen=True)
class Presences:
    """Persons present in one channel of reception of a region."""

    at_data_date: int
    at_first_date: int
    lowest: int
    highest: int


@dataclass(frozen=True)
class OmiZone:
    """One zone of the property market observatory with its middle rent in EUR/m2/month."""

    municipality: str
    fascia: str
    code: str
    rent: float


@dataclass(frozen=True)
class Province:
    """A row of provinces.csv: names, codes and the judgements that no evidence row gives."""

    id: str
    name: str
    nuts: str
    omi_capital: str
    capital_residents: float | None
    tourist_pressure: float
    squat_city: int
    agri_season_city: int


def read_provinces() -> list[Province]:
    """The provinces to build, in the order of their ids."""
    rows = read_rows(Path(__file__).with_name("provinces.csv"))
    return [
        Province(
            row["id"],
            row["name"],
            row["nuts"],
            row["omi_capital"],
            float(row["capital_residents"]) if row["capital_residents"] else None,
            float(row["tourist_pressure"]),
            int(row["squat_city"]),
            int(row["agri_season_city"]),
        )
        for row in sorted(rows, key=lambda row: row["id"])
    ]


class Evidence:
    """The evidence tables, with the few look-ups that the territory files need."""

    def __init__(self) -> None:
        self._figures = {row["id"]: row for row in read_rows(EVIDENCE / "figures_italy.csv")}
        self._parameters = {row["province"]: row for row in read_rows(EVIDENCE / "province_parameters.csv")}
        self._rooms = {row["province"]: row for row in read_rows(EVIDENCE / "derived_room_rent_imputation.csv")}
        self._istat = read_rows(EVIDENCE / "istat_unemployment_provinces_2014_2019.csv")
        self._regions = read_rows(EVIDENCE / "istat_region_population_2019.csv")
        self._presences = read_rows(EVIDENCE / "reception_presences_regions.csv")
        self._omi = read_rows(EVIDENCE / "omi_zones_2018S2.csv")

    def has(self, reference: str) -> bool:
        """Whether a reference is a figure id or the name of an evidence file."""
        return reference in self._figures or (EVIDENCE / reference).is_file()

    def parameters(self, province: str) -> Row:
        """The row of province_parameters.csv."""
        return self._parameters[province]

    def rooms(self, province: str) -> Row:
        """The row of derived_room_rent_imputation.csv."""
        return self._rooms[province]

    def istat(self, province: str) -> dict[int, Row]:
        """The labour force rows of a province by year."""
        return {int(row["year"]): row for row in self._istat if row["province"] == province}

    def region_population(self, region: str) -> int:
        """Residents of a region: density x area, summed over its provinces."""
        return next(int(row["population"]) for row in self._regions if row["region"] == region)

    def national_population(self) -> int:
        """Residents of Italy by the same reckoning."""
        return sum(int(row["population"]) for row in self._regions)

    def presences(self, region: str, channel: str) -> Presences:
        """Persons present in `centres` or `sai` of a region, at the data date and from the first date on."""
        by_date = {row["date"]: int(row[channel]) for row in self._presences if row["region"] == region}
        window = [count for date, count in by_date.items() if FIRST_DATE <= date <= LAST_DATE]
        return Presences(by_date[DATA_DATE], by_date[FIRST_DATE], min(window), max(window))

    def mean_presences(self, channel: str, year: int) -> float:
        """Persons present in Italy, averaged over the reports of a year."""
        rows = [row for row in self._presences if row["date"].startswith(str(year))]
        return math.fsum(int(row[channel]) for row in rows) / len({row["date"] for row in rows})

    def omi_zones(self, province: str) -> list[OmiZone]:
        """The rent zones of a province, by municipality and code."""
        return [
            OmiZone(row["municipality"], row["fascia"], row["zona"], float(row["rent_m2"]))
            for row in self._omi
            if row["province"] == province
        ]

    def find(self, quantity: str, territory: str) -> tuple[str, Row] | None:
        """The first figure whose quantity and territory start with the given texts."""
        for reference, row in self._figures.items():
            if row["quantity"].startswith(quantity) and row["territory"].startswith(territory):
                return reference, row
        return None

    def figure(self, reference: str) -> tuple[float, float, float]:
        """Value, low and high of a figure; an empty end is the value."""
        row = self._figures[reference]
        value = float(row["value"])
        return value, float(row["low"] or value), float(row["high"] or value)
