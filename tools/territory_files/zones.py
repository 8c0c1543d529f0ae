"""The zones of a province: real rents, counts split by rule, synthetic positions."""

from __future__ import annotations

import itertools
import math
import re
import statistics
from dataclasses import dataclass, replace
from typing import TypeVar

from approdo.experiments.apportion import whole_parts
from territory_files.evidence import OmiZone
from territory_files.ranges import Figure

Member = TypeVar("Member")

CAPITAL_ZONES, BELT_ZONES, RURAL_ZONES = 12, 5, 3
FASCE = ("B", "C", "D", "ER")  # E (suburban) and R (rural) of the capital are one group
KINDS = {"B": "centre", "C": "semi_centre", "D": "periphery", "ER": "periphery"}
CAPITAL = ("centre", "semi_centre", "periphery")
LABELS = {"centre": "centre", "semi_centre": "semi-centre", "periphery": "periphery"}
SECTORS = ("agriculture", "industry", "construction", "services", "domestic")
DOMESTIC_SHARE = 0.04

# Assumptions: how many residents one OMI zone of the capital holds beside one of fascia B.
FASCIA_RESIDENTS = {"B": 1.0, "C": 1.5, "D": 1.25, "ER": 0.4}
BELT_TOWN_FACTOR = 2.0  # residents per OMI zone of a belt town beside another municipality
# Assumptions: weight per resident by kind of zone.
KIND_WEIGHTS = {
    "foreign_residents": {"centre": 0.8, "semi_centre": 1.3, "periphery": 1.6, "belt": 1.0, "rural": 0.7},
    "private_let": {"centre": 1.6, "semi_centre": 1.4, "periphery": 1.2, "belt": 0.9, "rural": 0.7},
    "disused": {"centre": 1.5, "semi_centre": 1.5, "periphery": 1.25, "belt": 1.0, "rural": 0.5},
    "agriculture": {"centre": 0.0, "semi_centre": 0.0, "periphery": 0.2, "belt": 1.0, "rural": 3.0},
    "industry": {"centre": 0.2, "semi_centre": 0.6, "periphery": 1.2, "belt": 1.4, "rural": 0.9},
    "construction": {"centre": 0.6, "semi_centre": 0.9, "periphery": 1.1, "belt": 1.1, "rural": 1.0},
    "services": {"centre": 2.2, "semi_centre": 1.6, "periphery": 1.2, "belt": 0.9, "rural": 0.6},
    "domestic": {"centre": 1.8, "semi_centre": 1.4, "periphery": 1.0, "belt": 0.8, "rural": 0.6},
}

GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
RING_KM = {"B": 0.8, "C": 2.0, "D": 4.0, "ER": 5.5}  # for a city of 200,000
PADOVA_AREA_KM2 = 2141.6  # the distances outside the capital are those of a province of this size
OUTSIDE_KM = {"belt": (8.0, 15.0), "rural": (18.0, 35.0)}

SMALL_WORDS = {"a", "al", "alla", "con", "d'", "de'", "dei", "del", "dell'", "della", "delle", "di", "e", "in", "nel"}
SMALL_WORDS |= {"nell'", "sul", "sull'", "sulla"}


@dataclass(frozen=True)
class Zone:
    """One zone of a territory file."""

    name: str
    kind: str
    ring: str
    rent: float
    weight: float
    note: str
    status: str = "imputed"
    x_km: float = 0.0
    y_km: float = 0.0
    residents: int = 0
    foreign_residents: int = 0
    private_let: int = 0
    disused: int = 0
    jobs: tuple[int, ...] = ()


def build_zones(omi: list[OmiZone], capital: str, name: str, figures: dict[str, Figure], area_km2: float) -> list[Zone]:
    """All zones with their counts; every count adds up to the figure of the province."""
    inside = capital_zones([zone for zone in omi if zone.municipality == capital], name)
    outside = outside_zones([zone for zone in omi if zone.municipality != capital])
    return counted(inside, outside, figures, area_km2)


def counted(inside: list[Zone], outside: list[Zone], figures: dict[str, Figure], area_km2: float) -> list[Zone]:
    """The zones with people, dwellings, jobs and positions; every count adds up to the figure of the province."""
    people = round(figures["population"].range.value)
    in_capital = round(people * figures["capital_share"].range.value)
    residents = whole_parts(in_capital, [zone.weight for zone in inside])
    if outside:
        residents += whole_parts(people - in_capital, [zone.weight for zone in outside])
    zones = [replace(zone, residents=count) for zone, count in zip(inside + outside, residents, strict=True)]
    counts = {
        field: split(zones, field, round(figures[figure].range.value))
        for field, figure in (
            ("foreign_residents", "foreign_residents"),
            ("private_let", "private_let_stock"),
            ("disused", "recoverable_disused"),
        )
    }
    jobs = {sector: split(zones, sector, amount) for sector, amount in sector_jobs(figures).items()}
    filled = [
        replace(
            zone,
            foreign_residents=counts["foreign_residents"][place],
            private_let=counts["private_let"][place],
            disused=counts["disused"][place],
            jobs=tuple(jobs[sector][place] for sector in SECTORS),
        )
        for place, zone in enumerate(zones)
    ]
    return placed(filled, math.sqrt(in_capital / 200_000), math.sqrt(area_km2 / PADOVA_AREA_KM2))


def split(zones: list[Zone], field: str, amount: int) -> list[int]:
    """A whole amount over the zones, by residents and kind of zone."""
    return whole_parts(amount, [zone.residents * KIND_WEIGHTS[field][zone.kind] for zone in zones])


def sector_jobs(figures: dict[str, Figure]) -> dict[str, int]:
    """Whole jobs by sector; domestic work is carved out of services."""
    shares = [figures[f"sector_share_{sector}"].range.value for sector in SECTORS[:4]]
    shares[3] -= DOMESTIC_SHARE
    parts = whole_parts(round(figures["jobs"].range.value), [*shares, DOMESTIC_SHARE])
    return dict(zip(SECTORS, parts, strict=True))


def capital_zones(omi: list[OmiZone], city: str) -> list[Zone]:
    """The OMI zones of the capital, merged with neighbours in rent within a fascia where there are too many."""
    groups = {fascia: [zone for zone in omi if zone.fascia in fascia] for fascia in FASCE}
    present = {fascia: members for fascia, members in groups.items() if members}
    slots = dict(zip(present, zone_slots([len(members) for members in present.values()]), strict=True))
    zones: list[Zone] = []
    for fascia, members in present.items():
        kind = KINDS[fascia]
        for part in chunks(by_rent(members), slots[fascia]):
            codes = sorted((zone.code for zone in part), key=natural)
            label = ", ".join(codes[:3]) + (", …" if len(codes) > 3 else "")
            zones.append(
                Zone(
                    f"{city} {label} ({LABELS[kind]})",
                    kind,
                    fascia,
                    statistics.fmean(zone.rent for zone in part),
                    FASCIA_RESIDENTS[fascia] * len(part),
                    f"Rent of OMI {', '.join(codes)}.",
                )
            )
    return zones


def zone_slots(sizes: list[int]) -> list[int]:
    """How many zones each fascia gets: all of them if they are few, else about twelve in all and at least one each."""
    if sum(sizes) <= CAPITAL_ZONES:
        return sizes
    extra = whole_parts(CAPITAL_ZONES - len(sizes), [float(size - 1) for size in sizes])
    return [1 + more for more in extra]


@dataclass(frozen=True)
class Town:
    """A municipality outside the capital."""

    name: str
    rent: float
    zones: int
    is_belt: bool


def outside_zones(omi: list[OmiZone]) -> list[Zone]:
    """Belt and rural zones: the other municipalities, grouped by rent."""
    towns = belt_and_rural(omi)
    zones: list[Zone] = []
    for kind, number in (("belt", BELT_ZONES), ("rural", RURAL_ZONES)):
        members = sorted((town for town in towns if town.is_belt == (kind == "belt")), key=lambda t: (-t.rent, t.name))
        factor = BELT_TOWN_FACTOR if kind == "belt" else 1.0
        for place, part in enumerate(chunks(members, min(number, len(members))), start=1):
            biggest = sorted(part, key=lambda town: (-town.zones, town.name))[:3]
            names = ", ".join(proper_name(town.name) for town in biggest) + (", …" if len(part) > 3 else "")
            zones.append(
                Zone(
                    f"{kind.capitalize()} {place}: {names}",
                    kind,
                    kind,
                    statistics.fmean(town.rent for town in part),
                    factor * sum(town.zones for town in part),
                    rent_note(len(part)),
                )
            )
    return zones


def rent_note(municipalities: int) -> str:
    """Where the rent of a group of municipalities comes from."""
    if municipalities == 1:
        return "Rent: mean of the OMI zones of the municipality."
    return f"Rent: mean of {municipalities} municipalities, each the mean of its OMI zones."


def belt_and_rural(omi: list[OmiZone]) -> list[Town]:
    """Tell belt towns from the rest: at most half of the municipalities, those with most zones first."""
    members: dict[str, list[OmiZone]] = {}
    for zone in omi:
        members.setdefault(zone.municipality, []).append(zone)
    towns = [
        Town(name, statistics.fmean(zone.rent for zone in zones), len(zones), is_town(zones))
        for name, zones in sorted(members.items())
    ]
    candidates = sorted((town for town in towns if town.is_belt), key=lambda town: (-town.zones, -town.rent, town.name))
    belt = {town.name for town in candidates[: len(towns) // 2]}
    return [replace(town, is_belt=town.name in belt) for town in towns]


def is_town(zones: list[OmiZone]) -> bool:
    """A bigger town has an OMI zone of fascia C or D, or at least four zones: no count of residents is at hand."""
    return len(zones) >= 4 or any(zone.fascia in "CD" for zone in zones)


def by_rent(zones: list[OmiZone]) -> list[OmiZone]:
    """Dearest first."""
    return sorted(zones, key=lambda zone: (-zone.rent, natural(zone.code)))


def natural(code: str) -> tuple[str, int]:
    """Sorts C2 before C10."""
    return code[0], int(re.sub(r"\D", "", code) or 0)


def chunks(members: list[Member], number: int) -> list[list[Member]]:
    """Consecutive groups of nearly equal size."""
    edges = [len(members) * place // number for place in range(number + 1)]
    return [members[start:end] for start, end in itertools.pairwise(edges)]


def proper_name(shouted: str) -> str:
    """PONTE SAN NICOLO` becomes Ponte San Nicolò, CASSANO D`ADDA Cassano d'Adda."""
    text = shouted.lower()
    for plain, accented in zip("aeiou", "àèìòù", strict=True):
        text = re.sub(rf"(?<=[a-z]{{2}}){plain}`(?=\s|$)", accented, text)
    words = re.findall(r"[^\s']+'?", text.replace("`", "'"))
    spaced = re.sub(r"' (?=\w)", "'", " ".join(word if word in SMALL_WORDS else word.capitalize() for word in words))
    return re.sub(r"\bde'(?=\w)", "de' ", spaced)


def placed(zones: list[Zone], city_scale: float, province_scale: float) -> list[Zone]:
    """Synthetic positions: rings around the centre, turned by the golden angle."""
    city = min(max(city_scale, 0.6), 1.7)
    province = min(max(province_scale, 0.7), 1.5)
    result: list[Zone] = []
    for place, zone in enumerate(zones):
        if place == 0:
            radius = 0.0
        elif zone.kind in CAPITAL:
            radius = RING_KM[zone.ring] * city
        else:
            ring = [other.name for other in zones if other.kind == zone.kind]
            near, far = OUTSIDE_KM[zone.kind]
            step = ring.index(zone.name) / max(len(ring) - 1, 1)
            radius = (near + (far - near) * step) * province
        angle = place * GOLDEN_ANGLE
        result.append(replace(zone, x_km=round(radius * math.cos(angle), 2), y_km=round(radius * math.sin(angle), 2)))
    return result
