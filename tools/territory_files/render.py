"""Writes a territory as TOML: fixed order, sensible rounding, one line end."""

from __future__ import annotations

import math

from approdo.experiments.territory_text import inline, matrix, number, table, text, texts
from approdo.experiments.travel import NOTE, Spot, travel_minutes
from territory_files.cohort import cohort_figures, compositions
from territory_files.evidence import Evidence, Province
from territory_files.figures import dwelling_figures, local_figures, people_figures, work_figures
from territory_files.ranges import Composition, Figure
from territory_files.rents import rent_figures
from territory_files.zones import SECTORS, Zone, build_zones

AREAS = {"Centro (I)": "Centro"}
TRAVEL_NOTE = f"Synthetic, from the drawn centroids: {NOTE}"
COUNT_NOTE = "Residents, dwellings and jobs: the province's figure split by rule."


def territory_text(evidence: Evidence, province: Province) -> str:
    """The whole file of one province."""
    figures = territory_figures(evidence, province)
    traits = compositions(evidence, province, figures["sai_share_of_leavers"].range)
    check(evidence, figures, traits)
    area_km2 = float(evidence.istat(province.name)[2019]["area"])
    zones = build_zones(evidence.omi_zones(province.name), province.omi_capital, province.name, figures, area_km2)
    return whole_text("model/data/evidence", header(evidence, province), figures, traits, zones)


def whole_text(
    made_from: str, head: str, figures: dict[str, Figure], traits: dict[str, Composition], zones: list[Zone]
) -> str:
    """A territory file out of its parts."""
    blocks = [f"# Built by tools/territories.py from {made_from}: do not edit.\nformat = 1", head]
    blocks += [figure_block(name, figure) for name, figure in figures.items()]
    blocks += [composition_block(name, trait) for name, trait in traits.items()]
    blocks += [zone_block(zone) for zone in zones]
    blocks.append(travel_block(zones))
    return "\n\n".join(blocks) + "\n"


def territory_figures(evidence: Evidence, province: Province) -> dict[str, Figure]:
    """All province-level figures in the order of the file."""
    people = people_figures(evidence, province)
    return {
        **people,
        **work_figures(evidence, province),
        **dwelling_figures(evidence, province, people["households"].range),
        **rent_figures(evidence, province),
        **cohort_figures(evidence, province),
        **local_figures(evidence, province, people["population"].range),
    }


def check(evidence: Evidence, figures: dict[str, Figure], traits: dict[str, Composition]) -> None:
    """Evidence that is named must exist, values must lie within their ranges, shares must add to one."""
    sourced: dict[str, Figure | Composition] = {**figures, **traits}
    for name, item in sourced.items():
        missing = [reference for reference in item.evidence if not evidence.has(reference)]
        if missing:
            raise LookupError(f"{name}: no such evidence: {', '.join(missing)}")
    for name, figure in figures.items():
        if not figure.range.low <= figure.range.value <= figure.range.high:
            raise ValueError(f"{name}: the value lies outside its range")
    for name, trait in traits.items():
        if abs(math.fsum(trait.shares.values()) - 1) > 1e-9:
            raise ValueError(f"{name}: the shares do not add to one")


def header(evidence: Evidence, province: Province) -> str:
    """The identity of the territory."""
    row = evidence.parameters(province.name)
    code = int(evidence.istat(province.name)[2019]["istat"])
    lines = {
        "id": text(province.id),
        "name": text(province.name),
        "code": str(code),
        "istat": text(f"{code:03d}"),
        "nuts": text(province.nuts),
        "country": text("IT"),
        "region": text(row["region"]),
        "area": text(AREAS.get(row["macroarea"], row["macroarea"])),
        "data_month": text("2019-12"),
        "geometry": text("synthetic"),
    }
    return table("territory", lines)


def figure_block(name: str, figure: Figure) -> str:
    """One province-level figure."""
    value, low, high = (figure.range.value, figure.range.low, figure.range.high)
    lines = {
        "value": number(value, figure.unit),
        "unit": text(figure.unit),
        "low": number(low, figure.unit),
        "high": number(high, figure.unit),
    }
    return table(f"figures.{name}", {**lines, **provenance(figure)})


def composition_block(name: str, trait: Composition) -> str:
    """One composition of the leavers."""
    lines = {field: inline(getattr(trait, field)) for field in ("shares", "low", "high")}
    return table(f"composition.{name}", {**lines, **provenance(trait)})


def zone_block(zone: Zone) -> str:
    """One zone."""
    lines = {
        "name": text(zone.name),
        "kind": text(zone.kind),
        "x_km": str(zone.x_km),
        "y_km": str(zone.y_km),
        "residents": str(zone.residents),
        "foreign_residents": str(zone.foreign_residents),
        "rent_m2": str(round(zone.rent, 2)),
        "private_let": str(zone.private_let),
        "disused": str(zone.disused),
        "jobs": inline(dict(zip(SECTORS, zone.jobs, strict=True))),
        "tolerance": "0.5",
        "perceived_security": "0.5",
        "status": text(zone.status),
        "note": text(f"{zone.note} {COUNT_NOTE}"),
    }
    return table("zone", lines, repeated=True)


def travel_block(zones: list[Zone]) -> str:
    """The travel times."""
    spots = [Spot(zone.kind, zone.x_km, zone.y_km) for zone in zones]
    lines = {"status": text("assumption"), "note": text(TRAVEL_NOTE), "minutes": matrix(travel_minutes(spots))}
    return table("travel", lines)


def provenance(figure: Figure | Composition) -> dict[str, str]:
    """Where a number comes from."""
    return {
        "status": text(figure.status),
        "source": text(figure.source),
        "evidence": texts(figure.evidence),
        "note": text(figure.note),
    }
