"""Small provinces, start months and packages that bring every mechanism about within three years."""

import dataclasses
import random
from collections.abc import Mapping, Sequence
from typing import Any

from approdo.experiments.package import load_package
from approdo.model.calendar import parse_month
from approdo.model.levers import ENDINGS, LEVERS, PRIORITIES, Field, Lever, read_lever
from approdo.model.levers.eligibility import BOUNDS, SETS
from approdo.model.parameters import Parameters, defaults, load_parameters
from approdo.model.territory import Territory

from ..worlds import small_territory

SEEDS = range(20)
MONTHS = 36
PROVINCES = ("padova", "bologna", "foggia", "parma")  # without and with squats, with farm camps
STARTS = tuple(parse_month(text) for text in ("2018-10", "2016-01", "2020-12", "2023-05", "2021-07"))  # every regime


def province(seed: int) -> Territory:
    """The province of a seed: three zones, few leavers, few homes, jobs of every sector."""
    small = small_territory(PROVINCES[seed % len(PROVINCES)], zones=3, leavers=2.0, stock=160)
    zones = tuple(
        dataclasses.replace(zone, disused=12, residents=zone.residents // 10, jobs=(900, 1200, 600, 1500, 800))
        for zone in small.zones
    )
    return dataclasses.replace(small, zones=zones, digest=f"oracle {small.digest}")


def start(seed: int) -> int:
    """The calendar month in which a seed's record begins."""
    return STARTS[seed // len(PROVINCES) % len(STARTS)]


HOUSING: Sequence[Mapping[str, Any]] = (
    {
        "kind": "rent_subsidy",
        "places": 14,
        "amount": 250,
        "share": 0.5,
        "support_months": 30,
        "start": "+2",
        "months": 16,
        "at_end": "taper",
        "priority": "most_vulnerable",
        "unit_cost": 10,
    },
    {
        "kind": "rent_subsidy",
        "id": "rent-share",
        "places": 10,
        "amount": 0,
        "share": 0.4,
        "support_months": 12,
        "start": "+6",
        "months": 18,
        "at_end": "stop",
        "priority": "lottery",
        "eligibility": {"minors_min": 0, "minors_max": 2, "vulnerability_min": 0.05},
    },
    {
        "kind": "rent_subsidy",
        "id": "rent-amount",
        "places": 10,
        "amount": 120,
        "share": 0,
        "start": "+20",
        "months": 12,
        "at_end": "taper",
        "budget": 1500,
        "take_up": 1,
        "ramp_months": 5,
    },
    {
        "kind": "deposit_advance",
        "places": 30,
        "amount": 2500,
        "repaid": 0.7,
        "start_cost": 0,
        "budget": 9000,
        "take_up": 0.95,
    },
    {
        "kind": "guarantee_fund",
        "places": 40,
        "months_covered": 3,
        "damage": 900,
        "support_months": 24,
        "budget": 30000,
        "priority": "most_ready",
        "take_up": 1,
    },
    {
        "kind": "guarantee_fund",
        "id": "second-guarantee",
        "places": 20,
        "months_covered": 8,
        "start": "+10",
        "budget": 900,
        "at_end": "stop",
        "months": 15,
    },
    {
        "kind": "social_agency",
        "dwellings": 6,
        "new_per_month": 2,
        "months": 22,
        "at_end": "stop",
        "priority": "most_vulnerable",
        "rent_share": 0.7,
    },
    {
        "kind": "social_agency",
        "id": "poor-agency",
        "dwellings": 8,
        "new_per_month": 3,
        "budget": 30000,
        "stay_months": 9,
        "rent_share": 0.5,
        "take_up": 1,
        "priority": "lottery",
    },
    {
        "kind": "shared_housing",
        "dwellings": 4,
        "new_per_month": 1,
        "stay_months": 10,
        "months": 20,
        "at_end": "finish_begun",
        "rent_share": 0.6,
    },
    {
        "kind": "shared_housing",
        "id": "shared-until-stopped",
        "dwellings": 4,
        "new_per_month": 2,
        "start": "+1",
        "months": 17,
        "at_end": "stop",
        "rent_share": 0.5,
        "priority": "most_ready",
        "eligibility": {"permit": ["refugee", "subsidiary", "special", "applicant"], "family": ["single"]},
    },
    {
        "kind": "transitional_housing",
        "places": 8,
        "stay_months": 5,
        "months": 24,
        "at_end": "stop",
        "priority": "most_vulnerable",
        "eligibility": {"homeless_months_max": 30},
    },
    {
        "kind": "eviction_prevention",
        "places": 20,
        "payment": 700,
        "support_months": 4,
        "budget": 20000,
        "take_up": 1,
    },
    {
        "kind": "reception_extension",
        "places": 8,
        "extra_months": 4,
        "months": 26,
        "at_end": "finish_begun",
        "eligibility": {"channel": "cas", "work_prospect_max": 0.7},
    },
    {
        "kind": "reception_extension",
        "id": "long-extension",
        "places": 5,
        "extra_months": 12,
        "months": 24,
        "at_end": "stop",
        "eligibility": {"channel": "sai"},
        "priority": "lottery",
    },
    {"kind": "shelter_beds", "beds": 4, "winter_only": True},
    {"kind": "shelter_beds", "id": "all-year-beds", "beds": 5, "budget": 40000, "start": "+4"},
)

WORK: Sequence[Mapping[str, Any]] = (
    {
        "kind": "tutoring",
        "tutors": 2,
        "caseload": 12,
        "support_months": 14,
        "pre_exit_months": 3,
        "priority": "most_vulnerable",
    },
    {
        "kind": "tutoring",
        "id": "young-tutors",
        "tutors": 1,
        "caseload": 8,
        "start": "+5",
        "months": 14,
        "at_end": "stop",
        "take_up": 1,
        "eligibility": {"sex": "female", "zone_kind": ["centre", "rural", "belt"]},
    },
    {"kind": "language_courses", "places": 25, "hours": 30, "support_months": 8, "take_up": 0.9},
    {
        "kind": "language_courses",
        "id": "short-course",
        "places": 10,
        "hours": 60,
        "months": 12,
        "at_end": "stop",
        "start": "+8",
        "budget": 12000,
        "eligibility": {"months_since_exit_min": 2, "months_since_exit_max": 40},
        "priority": "lottery",
    },
    {"kind": "internships", "places": 14, "support_months": 4, "allowance": 450, "kept_on": 0.5, "take_up": 1},
    {
        "kind": "internships",
        "id": "internships-cut-short",
        "places": 8,
        "support_months": 9,
        "allowance": 600,
        "start": "+3",
        "months": 10,
        "at_end": "stop",
        "budget": 45000,
        "priority": "most_ready",
        "eligibility": {"housing": ["reception", "street", "hosted", "shelter", "shared", "own"]},
    },
    {
        "kind": "orientation_training",
        "places": 16,
        "hours": 40,
        "support_months": 3,
        "priority": "most_ready",
        "eligibility": {"work_prospect_min": 0.2},
    },
    {
        "kind": "renovation",
        "dwellings": 6,
        "new_per_month": 2,
        "works_months": 4,
        "stay_months": 8,
        "months": 18,
        "rent_share": 0.5,
        "take_up": 1,
    },
    {
        "kind": "renovation",
        "id": "renovation-poor",
        "dwellings": 5,
        "new_per_month": 1,
        "works_months": 0,
        "start": "+4",
        "budget": 45000,
        "at_end": "stop",
        "priority": "most_vulnerable",
        "rent_share": 0.3,
    },
    {
        "kind": "deposit_advance",
        "places": 20,
        "support_months": 9,
        "months": 8,
        "at_end": "stop",
        "start_cost": 0,
        "budget": 100,
        "take_up": 1,
    },
)

PACKAGES: Mapping[str, tuple[Lever, ...]] = {
    "none": (),
    "ali": load_package("ali").levers,
    "housing": tuple(read_lever(table) for table in HOUSING),
    "work": tuple(read_lever(table) for table in WORK),
}


def odd_parameters(seed: int) -> Parameters:
    """A third of the parameters moved anywhere within their ranges, fractions of months included."""
    luck = random.Random(f"parameters {seed}")
    moved = [row for row in defaults() if luck.random() < 0.33]
    return load_parameters({row.name: luck.uniform(row.low, row.high) for row in moved})


def odd_package(seed: int) -> tuple[Lever, ...]:
    """A dozen levers of any kind with any numbers, some with a budget that runs out."""
    luck = random.Random(f"package {seed}")
    return tuple(_odd_lever(luck, number) for number in range(12))


def _odd_lever(luck: random.Random, number: int) -> Lever:
    kind = luck.choice(list(LEVERS.values()))
    table: dict[str, Any] = {
        "kind": kind.name,
        "id": f"lever-{number}",
        "start": f"+{luck.choice((0, 0, 3, 12))}",
        "months": luck.choice((5, 12, 20, 120)),
        "ramp_months": luck.choice((0, 1, 6)),
        "take_up": luck.choice((0.0, 0.2, 0.8, 1.0)),
        "priority": luck.choice(PRIORITIES),
        "at_end": luck.choice(ENDINGS),
    }
    if luck.random() < 0.4:
        table["budget"] = luck.choice((500.0, 5000.0, 20000.5, 60000.0))
    if luck.random() < 0.5:
        table["eligibility"] = _odd_eligibility(luck)
    for name, field in kind.fields.items():
        if luck.random() < 0.6:
            table[name] = _odd_value(luck, field)
    return read_lever(table)


def _odd_value(luck: random.Random, field: Field) -> bool | int | float:
    if field.type == "bool":
        return luck.random() < 0.5
    low, high = field.bounds()
    if field.range is not None and luck.random() < 0.5:
        low, high = field.range
    if field.type == "int":
        return luck.randint(int(low), int(min(high, max(low, 12))))
    return luck.uniform(low, min(high, max(low, 900.0)))


def _odd_eligibility(luck: random.Random) -> dict[str, Any]:
    told: dict[str, Any] = {}
    name, codes = luck.choice(list(SETS.items()))
    names = [code.name.lower() for code in codes]
    told[name] = luck.sample(names, max(1, len(names) - 1 - luck.randrange(3)))
    bound, (low, high, unit) = luck.choice(list(BOUNDS.items()))
    middle = luck.uniform(low, min(high, 24.0))
    end = "min" if bound == "vulnerability" else luck.choice(("min", "max"))  # never a reason to exclude
    told[f"{bound}_{end}"] = middle if unit == "share" else int(middle)
    return told
