"""Room rents and asking rents of the capital."""

from __future__ import annotations

import statistics

from territory_files.evidence import Evidence, Province
from territory_files.figures import PARAMETERS
from territory_files.ranges import Figure, Range, clipped

ROOMS = "derived_room_rent_imputation.csv"
ASK_BOUNDS = (1.2, 2.1)

# Whole dwellings in December 2022, EUR/m2/month, and single rooms in 2023, EUR/month, of the same cities.
ASK_ROWS = {"Milano": "P23", "Firenze": "P24", "Bologna": "P25"}
ROOM_ROWS = {"Milano": "P15", "Bologna": "P16", "Firenze": "P17", "Padova": "P18", "Brescia": "P19", "Perugia": "P20"}
ROOM_INDEX = 402 / 437  # P22: national mean of a single room, 2018 over 2023
ROOM_INDEX_2025 = 437 / 613  # P22: 2023 over 2025


def rent_figures(evidence: Evidence, province: Province) -> dict[str, Figure]:
    """Room rent, asking rent over valuation rent, and the price index between them."""
    return {
        "room_rent": room_rent(evidence, province),
        "room_rent_index_2018": Figure(
            Range(ROOM_INDEX, 0.9, 1.0),
            "ratio",
            "derived",
            "Immobiliare.it, national mean of a single room",
            ("P22",),
            "Factor from prices of 2023 to prices of 2018 (402 / 437 EUR): room_rent is in prices of "
            "2023, rent_m2 of the "
            "zones in prices of the second half of 2018.",
        ),
        "ask_ratio": ask_ratio(evidence, province),
    }


def room_rent(evidence: Evidence, province: Province) -> Figure:
    """Asking rent of a single room in the capital, EUR/month in prices of 2023."""
    row, unit = evidence.rooms(province.name), "EUR/month"
    if row["room_observed_2023"]:
        value = float(row["room_observed_2023"])
        reference = ROOM_ROWS.get(province.name, ROOMS)
        return Figure(
            Range(value, value * 0.9, value * 1.1),
            unit,
            "verified",
            "Immobiliare.it Insights, asking rents",
            (reference,),
            "Single room in the capital, listings of 2023 (prices of 2023); range +-10 %, a judgement.",
        )
    imputed = Range(*(float(row[column]) for column in ("room_imputed_2023", "imputed_low", "imputed_high")))
    if province.name == "Foggia":
        observed = float(row["room_observed_2025"])
        return Figure(
            Range(observed, observed * ROOM_INDEX_2025, imputed.value),
            unit,
            "derived",
            "Immobiliare.it Insights, asking rents of 2025",
            ("P21", "P22", ROOMS),
            "Listings of 2025 taken as if of 2023. Low: deflated by the national mean of rooms (437 / 613). "
            "High: the value of the imputation rule (OMI mean x 56.1).",
        )
    south = evidence.parameters(province.name)["macroarea"] == "Mezzogiorno"
    low = imputed.low * (0.6 if south else 1)
    return Figure(
        Range(imputed.value, low, imputed.high),
        unit,
        "imputed",
        "OMI mean of the city x 56.1",
        (ROOMS,),
        "Not published: mean ratio of room rent to OMI rent in seven cities, range 47.0-64.1; prices of 2023."
        + (" The rule overstates the South (Foggia), so the low end is 40 % lower." if south else ""),
    )


def ask_ratio(evidence: Evidence, province: Province) -> Figure:
    """Asking rent over OMI rent in the capital, both in prices of 2018."""
    omi = {name: float(evidence.parameters(name)["omi_civili_mean_2018"]) for name in (*ROOM_ROWS, "Foggia", "Parma")}
    asks = {name: evidence.figure(reference)[0] for name, reference in ASK_ROWS.items()}
    per_room_euro = statistics.fmean(asks[name] / evidence.figure(ROOM_ROWS[name])[0] for name in ASK_ROWS)
    name, unit = province.name, "ratio"
    if name in asks:
        value = asks[name] * ROOM_INDEX / omi[name]
        span = Range(value, value * 0.9, value * 1.1)
        return Figure(
            clipped(span, *ASK_BOUNDS),
            unit,
            "derived",
            "idealista listings over Agenzia Entrate - OMI",
            (ASK_ROWS[name], "P22", PARAMETERS),
            "Asking rent of December 2022 brought to 2018 with the room index 402/437, over the OMI mean of the "
            "city in 2018; range +-10 %, a judgement, within [1.2, 2.1]." + told_cut(span),
        )
    rents = {other: float(evidence.rooms(other)["room_observed_2023"] or 0) for other in omi}
    rents["Foggia"] = float(evidence.rooms("Foggia")["room_observed_2025"])
    ratios = {other: rents[other] * per_room_euro * ROOM_INDEX / omi[other] for other in omi}
    if name in ratios:
        value = ratios[name]
        span = Range(value, value * 0.8, value * 1.2)
        return Figure(
            clipped(span, *ASK_BOUNDS),
            unit,
            "derived",
            "room rents over Agenzia Entrate - OMI",
            (ROOM_ROWS.get(name, ROOMS), "P22", "P23", "P24", "P25"),
            "Room rent x the EUR/m2 of a whole dwelling per EUR of room rent (mean of Milano, Firenze, Bologna), "
            "brought to 2018, over the OMI mean of the city; range +-20 %, within [1.2, 2.1]." + told_cut(span),
        )
    south = evidence.parameters(name)["macroarea"] == "Mezzogiorno"
    value = ratios["Foggia"] if south else statistics.fmean(ratios[other] for other in ratios if other != "Foggia")
    return Figure(
        Range(min(value, ASK_BOUNDS[1]), *ASK_BOUNDS),
        unit,
        "imputed",
        "other cities",
        ("P22", "P23", "P24", "P25"),
        "No asking rent is known here: "
        + ("the ratio of Foggia" if south else "the mean ratio of seven cities")
        + ", with the whole range [1.2, 2.1].",
    )


def told_cut(span: Range) -> str:
    """What the bounds of the ratio cut off, so that a lopsided range does not look like knowledge."""
    low, high = ASK_BOUNDS
    if span.high > high:
        return f" The high end is cut at {high}; +20 % would be {span.high:.2f}, so the true rent may well be higher."
    if span.low < low:
        return f" The low end is cut at {low}; -20 % would be {span.low:.2f}."
    return ""
