"""Thin territories: places abroad of which a few levels are known; the rest is judgement, and every figure says so."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from approdo.experiments.territory_text import table, text
from territory_files.cohort import compositions
from territory_files.evidence import Evidence, read_provinces
from territory_files.figures import JUDGEMENT
from territory_files.ranges import Composition, Figure, Range, exact
from territory_files.render import check, whole_text
from territory_files.zones import Zone, counted

FOLDER = Path(__file__).with_name("thin")
ITALIAN = "padova"  # whose ages, families and schooling stand in for what no row tells; they are the same in every file

# Assumptions: residents of a zone beside those of the centre, and its rent over the level of the territory.
CITY = (
    ("centre", "B", 1.0, 1.25),
    ("semi_centre", "C", 1.5, 1.10),
    ("semi_centre", "C", 1.5, 1.05),
    ("periphery", "D", 1.5, 0.95),
    ("periphery", "D", 1.5, 0.90),
    ("periphery", "ER", 1.0, 0.85),
)
OUTSIDE = (
    ("belt", "belt", 1.5, 0.90),
    ("belt", "belt", 1.5, 0.85),
    ("rural", "rural", 1.0, 0.70),
    ("rural", "rural", 1.0, 0.65),
)


@dataclass(frozen=True)
class Thin:
    """One file of the folder `thin`."""

    id: str
    head: dict[str, Any]
    figures: dict[str, Figure]
    compositions: dict[str, dict[str, Any]]


def read_thin() -> list[Thin]:
    """The thin territories to build, in the order of their ids."""
    return [_read(path) for path in sorted(FOLDER.glob("*.toml"))]


def _read(path: Path) -> Thin:
    given = tomllib.loads(path.read_text(encoding="utf-8"))
    figures = {
        name: Figure(
            Range(entry["value"], entry["low"], entry["high"]),
            entry["unit"],
            entry["status"],
            entry["source"],
            tuple(entry["evidence"]),
            entry["note"],
        )
        for name, entry in given["figures"].items()
    }
    return Thin(path.stem, given["territory"], figures, given["composition"])


def thin_text(evidence: Evidence, thin: Thin) -> str:
    """The whole file of one thin territory."""
    traits = thin_compositions(evidence, thin)
    check(evidence, thin.figures, traits)
    head = table(
        "territory",
        {
            "id": text(thin.id),
            "name": text(thin.head["name"]),
            "code": str(thin.head["code"]),
            "nuts": text(thin.head["nuts"]),
            "country": text(thin.head["country"]),
            "region": text(thin.head["region"]),
            "area": text(thin.head["area"]),
            "data_month": text("2019-12"),
            "geometry": text("synthetic"),
        },
    )
    made_from = f"tools/territory_files/thin/{thin.id}.toml"
    return whole_text(made_from, head, thin.figures, traits, thin_zones(thin))


def thin_zones(thin: Thin) -> list[Zone]:
    """Zones whose rents spread around the level of the territory; their mean over the residents is the level."""
    inside = [_zone(thin, place, *row) for place, row in enumerate(CITY, 1)]
    whole_city = thin.head["capital_share"] == 1.0
    outside = [] if whole_city else [_zone(thin, place, *row) for place, row in enumerate(OUTSIDE, 1)]
    share = Figure(exact(thin.head["capital_share"]), "share", "assumption", JUDGEMENT, (), "")
    zones = counted(inside, outside, {**thin.figures, "capital_share": share}, thin.head["area_km2"])
    level = thin.figures["rent_level"].range.value * thin.figures["rent_index_2018"].range.value
    mean = math.fsum(zone.rent * zone.residents for zone in zones) / math.fsum(zone.residents for zone in zones)
    return [replace(zone, rent=zone.rent * level / mean) for zone in zones]


def _zone(thin: Thin, place: int, kind: str, ring: str, weight: float, rent: float) -> Zone:
    name = f"{thin.head['name']} {place} ({kind.replace('_', '-')})"
    note = f"Rent: the level of the territory in prices of 2018 x about {rent:g}, an assumption."
    return Zone(name, kind, ring, rent, weight, note, "assumption")


def thin_compositions(evidence: Evidence, thin: Thin) -> dict[str, Composition]:
    """Who the leavers are: the file's own judgements, else what the Italian files say."""
    italian = next(province for province in read_provinces() if province.id == ITALIAN)
    found: dict[str, Composition] = {}
    for name, trait in compositions(evidence, italian, exact(0.5)).items():
        if name not in thin.compositions:
            told = "No row of evidence for this place: as in the Italian files. " + trait.note
            found[name] = replace(trait, status="imputed", note=told)
            continue
        shares = thin.compositions[name]["shares"]
        low = {key: round(max(share - 0.15, 0.0), 3) for key, share in shares.items()}
        high = {key: round(min(share + 0.15, 1.0), 3) for key, share in shares.items()}
        note = f"{thin.compositions[name]['note']} Range: 15 points either way."
        found[name] = Composition(shares, low, high, "assumption", JUDGEMENT, (), note)
    return found
