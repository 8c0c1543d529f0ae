"""Small provinces, start months and packages that bring every mechanism about within three years."""

import dataclasses
import random
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from approdo.experiments.package import load_package
from approdo.model.calendar import parse_month
from approdo.model.levers import ENDINGS, LEVERS, PRIORITIES, Field, Lever, read_lever
from approdo.model.levers.eligibility import BOUNDS, SETS
from approdo.model.parameters import Parameters, defaults, load_parameters
from approdo.model.territory import Territory

from ..worlds import small_territory
from .levers_homes import HOUSING, OWNERS
from .levers_people import PEOPLE, WORK

SEEDS = range(20)
MONTHS = 36
PROVINCES = ("padova", "bologna", "foggia", "parma")  # without and with squats, with farm camps
STARTS = tuple(parse_month(text) for text in ("2018-10", "2016-01", "2020-12", "2023-05", "2021-07"))  # every regime


def province(seed: int) -> Territory:
    """The province of a seed: three zones, few leavers, few homes, jobs of every sector; a few under German rules."""
    small = small_territory(PROVINCES[seed % len(PROVINCES)], zones=3, leavers=2.0, stock=160)
    zones = tuple(
        dataclasses.replace(zone, disused=12, residents=zone.residents // 10, jobs=(900, 1200, 600, 1500, 800))
        for zone in small.zones
    )
    leavers = dataclasses.replace(small.figures["non_holder_leavers_per_month"], value=1.0)
    return dataclasses.replace(
        small,
        country="DE" if seed % len(STARTS) == 4 else "IT",
        figures=MappingProxyType({**small.figures, "non_holder_leavers_per_month": leavers}),
        zones=zones,
        digest=f"oracle {small.digest}",
    )


def start(seed: int) -> int:
    """The calendar month in which a seed's record begins."""
    return STARTS[seed // len(PROVINCES) % len(STARTS)]


LARGE: Mapping[str, Mapping[str, Any]] = {  # what more than the default dose is needed for, in a small province
    "renovation": {"works_months": 4, "new_per_month": 3},
    "cooperative_housing": {"works_months": 6, "rent_share": 0.2, "take_up": 1},
    "placement": {"places": 400, "pre_exit_months": 12},
    "reception_extension": {"places": 300, "eligibility": {"channel": ["sai", "msna", "dmds"]}},
    "home_hosting": {"families": 300, "eligibility": {"permit": ["none", "refugee", "special"]}},
    "psychological_support": {"places": 300},
    "residence_registration": {"places": 300},
    "transitional_housing": {"places": 1},
    "trust_network": {"landlords": 60},
}

PACKAGES: Mapping[str, tuple[Lever, ...]] = {
    "none": (),
    "housing": tuple(read_lever(table) for table in HOUSING),
    "work": tuple(read_lever(table) for table in WORK),
    "owners": tuple(read_lever(table) for table in OWNERS),
    "people": tuple(read_lever(table) for table in PEOPLE),
}
EVERY_KIND = tuple(read_lever({"kind": name, **LARGE.get(name, {})}) for name in LEVERS)
MIXED: Mapping[str, tuple[Lever, ...]] = {
    "every kind": EVERY_KIND,
    "every kind backwards": EVERY_KIND[::-1],
    "ali": load_package("ali").levers,
}

RARE = (  # numbers that make seldom things common at one end of their ranges, and all but impossible at the other
    "families.abroad",
    "families.reunification",
    "social.chance",
    "season.leaves",
    "season.incomers_per_10k",
    "hosts.leavers_share",
    "hosts.lease_risk",
    "hosts.family_ends",
    "reception.sai_share",
    "reception.sai_free",
    "reception.sai_months",
    "population.no_right_stay",
    "work.health",
    "work.incentive",
    "landlords.grant",
    "landlords.partner",
    "landlords.partner_risk",
    "landlords.visit_taste",
    "landlords.visit_mediation",
    "landlords.test_effect",
    "landlords.test_reach",
    "landlords.wait",
    "learning.psychological",
    "money.minimum_take_up",
    "money.months_here_at_exit",
    "owners.reconsiders",
    "owners.summer",
    "owners.withdraws",
    "permits.register_helped",
    "programme.soft_delivery",
    "programme.soft_referral",
    "programme.placement_distance",
    "reception.removal_hazard",
    "reception.return_hazard",
    "supply.renovation_consent",
    "tenancy.transitory_share",
)


def rare_parameters(often: bool) -> Parameters:
    """What is rare made common, or the other way round; either way few wait for public housing long."""
    ends = {row.name: (row.low, row.high)[often] for row in defaults() if row.name in RARE}
    waiting = next(row for row in defaults() if row.name == "social.waiting_months")
    renewal = next(row for row in defaults() if row.name == "tenancy.renewal")
    ends[renewal.name] = renewal.low if often else renewal.high
    return load_parameters({**ends, waiting.name: waiting.low, "hosts.background_share": 0.003})


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


def _odd_value(luck: random.Random, field: Field) -> bool | int | float | str:
    if field.type == "bool":
        return luck.random() < 0.5
    if field.type == "choice":
        return luck.choice(field.choices)
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
