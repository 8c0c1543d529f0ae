"""The province-level figures: people, work, dwellings, local judgements."""

from __future__ import annotations

from territory_files.evidence import Evidence, Province
from territory_files.ranges import Figure, Range, exact, inverse, product

ISTAT = "istat_unemployment_provinces_2014_2019.csv"
PARAMETERS = "province_parameters.csv"
ISTAT_SOURCE = "ISTAT labour force survey via the R package pspatreg (unemp_it), old province boundaries"
AREA_SOURCE = "ISTAT labour force survey via mjavadf/DeMi"
PRESS_CENSUS = "Solo Affitti and Openpolis on the ISTAT census"
JUDGEMENT = "judgement, no row of evidence"

HOUSEHOLD_SIZE = Range(2.3, 2.2, 2.4)
AGE_15_PLUS = Range(0.87, 0.86, 0.88)
TENANTS = Range(0.20, 0.15, 0.25)
PRIVATE_OWNERS = Range(0.75, 0.65, 0.85)
RECOVERABLE = Range(0.08, 0.02, 0.20)
ERP_WAITING = Range(6, 3, 12)

# Dwellings not occupied by residents: a count with its row, or a share with its row.
NOT_OCCUPIED_COUNTS = {
    "Padova": ("P28", 45551),
    "Reggio Emilia": ("P30", 42143),
    "Bologna": ("P31", 79738),
    "Brescia": ("P32", 133000),
    "Varese": ("P33", 57300),
    "Ragusa": ("P34", 84793),
}
NOT_OCCUPIED_RANGES = {
    "Vicenza": (("P29", "P40"), Range(83368, 83368, 118979)),
    "Sondrio": (("P37", "P38"), Range(74500, 74500, 100765)),
    "Prato": (("P38",), Range(8814, 7500, 11500)),
}
NOT_OCCUPIED_SHARES = {
    "Firenze": (("P35",), Range(0.101, 0.08, 0.15)),
    "Milano": (("P36", "P38"), Range(0.061, 0.061, 0.124)),
    "Parma": ((PARAMETERS,), Range(0.2137, 0.17, 0.26)),
}
NOT_OCCUPIED_AREAS = {"Nord-est": 0.231, "Nord-ovest": 0.26, "Centro (I)": 0.223, "Mezzogiorno": 0.32}

# Occupied dwellings within the city limits: (vacant count, vacant share) of P39.
CITY_DWELLINGS = {"Padova": (7822, 0.0777), "Brescia": (14500, 0.147), "Milano": (37073, 0.058)}


def people_figures(evidence: Evidence, province: Province) -> dict[str, Figure]:
    """Residents, households, foreign residents, and the part that lives in the capital."""
    row = evidence.parameters(province.name)
    people = float(row["pop_2019_est"])
    population = Range(people, people * 0.96, people * 1.01)
    households = product(population, inverse(HOUSEHOLD_SIZE))
    foreign_2019, foreign_2023 = float(row["foreign_res_2019"]), float(row["foreign_res_2023"])
    low, high = min(foreign_2019, foreign_2023) * 0.97, max(foreign_2019, foreign_2023) * 1.03
    narrower = province.name in ("Milano", "Foggia")
    return {
        "population": Figure(
            population,
            "persons",
            "derived",
            ISTAT_SOURCE,
            (PARAMETERS, ISTAT),
            "Density x area of 2019 on the old boundaries (Milano with Monza e Brianza, Foggia with the municipalities "
            "now in Barletta-Andria-Trani). The same reckoning overstates Italy by 2-3 %, hence the lopsided range.",
        ),
        "households": Figure(
            households,
            "households",
            "derived",
            "population / household size",
            (PARAMETERS,),
            "Household size 2.3 [2.2, 2.4] is an assumption.",
        ),
        "foreign_residents": Figure(
            Range(foreign_2019, low, high * (1.3 if narrower else 1)),
            "persons",
            "derived",
            "province_parameters.csv, foreign_res_2019 (resident foreigners)",
            (PARAMETERS,),
            "Range: 2019 to 2023, 3 % wider. The table does not name the primary source of this column."
            + (
                " The count seems to be on today's smaller boundaries, so the high end is 30 % wider."
                if narrower
                else ""
            ),
        ),
        "capital_share": capital_share(province, people),
    }


def capital_share(province: Province, people: float) -> Figure:
    """Share of the residents who live in the capital."""
    if province.name in CITY_DWELLINGS:
        vacant, share = CITY_DWELLINGS[province.name]
        value = (vacant / share - vacant) * HOUSEHOLD_SIZE.value / people
        return Figure(
            Range(value, value * 0.9, value * 1.1),
            "share",
            "derived",
            PRESS_CENSUS,
            ("P39", PARAMETERS),
            "Dwellings of the city that are not vacant (2011) x 2.3 persons, over the residents of the province.",
        )
    value = (province.capital_residents or 0.0) / people
    return Figure(
        Range(value, value * 0.9, value * 1.1),
        "share",
        "assumption",
        "recalled size of the city",
        (),
        "Rounded residents of the municipality as generally known, over the residents of the province: to be replaced.",
    )


def work_figures(evidence: Evidence, province: Province) -> dict[str, Figure]:
    """Unemployment, the labour of foreigners, sectors, employed residents."""
    years = evidence.istat(province.name)
    rates = [float(row["unrate"]) / 100 for row in years.values()]
    found = evidence.find("Unemployment rate (agriculture", f"{province.name} prov.")
    row_ids = (found[0],) if found else ()
    figures = {
        name: Figure(
            Range(float(years[year]["unrate"]) / 100, min(rates), max(rates)),
            "share",
            "verified",
            ISTAT_SOURCE,
            (*row_ids, ISTAT),
            f"{year}; the range is the lowest and the highest year of 2014-2019.",
        )
        for name, year in (("unemployment_rate", 2019), ("unemployment_rate_2018", 2018))
    }
    area = evidence.parameters(province.name)["macroarea"]
    for name, quantity in (
        ("foreign_employment_rate", "Employment rate of foreigners"),
        ("foreign_unemployment_rate", "Unemployment rate of foreigners"),
        ("foreign_temporary_share", "Fixed-term share of foreign employees"),
    ):
        figures[name] = area_figure(evidence, quantity, area)
    shares = sector_shares(years)
    for sector, figure in shares.items():
        figures[f"sector_share_{sector}"] = figure
    active = float(years[2019]["partrate"]) / 100
    employed = 1 - figures["unemployment_rate"].range.value
    people = float(evidence.parameters(province.name)["pop_2019_est"])
    jobs = product(Range(people, people * 0.96, people * 1.01), AGE_15_PLUS, exact(active * employed))
    figures["jobs"] = Figure(
        jobs,
        "jobs",
        "derived",
        ISTAT_SOURCE,
        (ISTAT, PARAMETERS),
        "Employed residents, not work places: population x share aged 15 and over (0.87 [0.86, 0.88], assumption) x "
        "participation rate x (1 - unemployment rate), all of 2019.",
    )
    return figures


def area_figure(evidence: Evidence, quantity: str, area: str) -> Figure:
    """A rate that is known for the macro-area only."""
    found = evidence.find(quantity, area)
    if found is None:
        raise LookupError(f"no row for {quantity} in {area}")
    value, low, high = evidence.figure(found[0])
    return Figure(
        Range(value, low, high),
        "share",
        "derived",
        AREA_SOURCE,
        (found[0],),
        f"Value of the macro-area {area} in 2019, not of the province; range 2019-2023.",
    )


def sector_shares(years: dict[int, dict[str, str]]) -> dict[str, Figure]:
    """Employment by sector, renormalised so that the four shares add to one."""
    by_year: list[dict[str, float]] = []
    for year in sorted(years):
        row = years[year]
        raw = {
            "agriculture": float(row["agri"]),
            "industry": float(row["ind"]),
            "construction": float(row["cons"]),
            "services": float(row["serv"]),
        }
        if year == 2014:  # in 2012-2014 the column `ind` includes construction
            raw["industry"] -= raw["construction"]
        whole = sum(raw.values())
        by_year.append({sector: share / whole for sector, share in raw.items()})
    latest = {sector: round(share, 4) for sector, share in by_year[-1].items()}
    latest["services"] = round(1 - latest["agriculture"] - latest["industry"] - latest["construction"], 4)
    return {
        sector: Figure(
            Range(
                value,
                min(value, *(shares[sector] for shares in by_year)),
                max(value, *(shares[sector] for shares in by_year)),
            ),
            "share",
            "derived",
            ISTAT_SOURCE,
            (ISTAT,),
            "Share of employment in 2019; industry without construction. The four columns of the "
            "source add to 100 when "
            "disjoint until 2011 but to 92-112 in 2019, so they are renormalised; range 2014-2019. The share of "
            "services is the doubtful one: probably some points too high.",
        )
        for sector, value in latest.items()
    }


def dwelling_figures(evidence: Evidence, province: Province, households: Range) -> dict[str, Figure]:
    """The private rented stock, empty dwellings, and the part that could be brought back."""
    empty = not_occupied(evidence, province, households)
    return {
        "private_let_stock": Figure(
            product(households, TENANTS, PRIVATE_OWNERS),
            "dwellings",
            "derived",
            "households x share of tenants x share of private owners",
            ("H25",),
            "Tenants 0.20 [0.15, 0.25] of households (recalled from ISTAT, see H25), of whom 0.75 "
            "[0.65, 0.85] rent from "
            "a private owner (assumption). The same shares everywhere: cities have more tenants than this.",
        ),
        "not_occupied_dwellings": empty,
        "recoverable_disused": Figure(
            product(empty.range, RECOVERABLE),
            "dwellings",
            "derived",
            "not occupied x recoverable share",
            empty.evidence,
            "Recoverable share 0.08 [0.02, 0.20] is an assumption: most dwellings not occupied by residents are second "
            "homes or are let to people registered elsewhere.",
        ),
    }


def not_occupied(evidence: Evidence, province: Province, households: Range) -> Figure:
    """Dwellings not occupied by residents, second homes included."""
    name, unit = province.name, "dwellings"
    if name in NOT_OCCUPIED_COUNTS:
        reference, count = NOT_OCCUPIED_COUNTS[name]
        return Figure(
            Range(count, count * 0.9, count * 1.3),
            unit,
            "verified",
            PRESS_CENSUS,
            (reference,),
            "Census of 2011, second homes included; the range is a judgement (the census of 2021 counts more).",
        )
    if name in NOT_OCCUPIED_RANGES:
        references, span = NOT_OCCUPIED_RANGES[name]
        return Figure(
            span,
            unit,
            "verified",
            PRESS_CENSUS,
            references,
            "Published count, second homes included; range: the other published counts, or a judgement.",
        )
    if name in NOT_OCCUPIED_SHARES:
        references, share = NOT_OCCUPIED_SHARES[name]
        span = odds_of_households(households, share)
        return Figure(
            span,
            unit,
            "derived",
            PRESS_CENSUS,
            references,
            "Published share of dwellings s: households x s / (1 - s), because the published count is missing "
            "or is on other boundaries. Second homes included.",
        )
    area = evidence.parameters(name)["macroarea"]
    of_area = NOT_OCCUPIED_AREAS[area]
    span = odds_of_households(households, Range(of_area, of_area * 0.5, of_area * 1.5))
    return Figure(
        span,
        unit,
        "imputed",
        PRESS_CENSUS,
        ("P38",),
        f"No figure for the province: the share of the macro-area in the census of 2021 ({of_area}), half to one "
        "and a half times, as households x s / (1 - s). Second homes included.",
    )


def odds_of_households(households: Range, share: Range) -> Range:
    """Dwellings beside the occupied ones when `share` of all dwellings is not occupied."""
    value, low, high = (households.value * s / (1 - s) for s in (share.value, share.low, share.high))
    return Range(value, low, high)


def local_figures(evidence: Evidence, province: Province, population: Range) -> dict[str, Figure]:
    """Judgements about the place, and what is known of informal settlements."""
    pressure = province.tourist_pressure
    return {
        "erp_waiting_years": Figure(
            ERP_WAITING,
            "years",
            "assumption",
            JUDGEMENT,
            ("P41", "P42"),
            "Years on the register before a public dwelling becomes possible. P41 and P42 show long lists, not a time.",
        ),
        "squat_city": Figure(
            Range(province.squat_city, 0, 1),
            "flag",
            "assumption",
            JUDGEMENT,
            (),
            "1 where occupied buildings are a known way to live in the capital; 0 means not known, not none.",
        ),
        "agri_season_city": Figure(
            Range(province.agri_season_city, 0, 1),
            "flag",
            "assumption",
            JUDGEMENT,
            ("H09",) if province.name == "Foggia" else (),
            "1 where farm seasons draw people into rural informal settlements.",
        ),
        "tourist_pressure": Figure(
            Range(pressure, max(pressure - 0.2, 0.0), min(pressure + 0.2, 1.0)),
            "index 0-1",
            "assumption",
            JUDGEMENT,
            (),
            "How much short lets compete with long lets; an ordering of places by general knowledge, "
            "not a measurement.",
        ),
        "informal_settlement_persons": informal(evidence, province, population),
    }


def informal(evidence: Evidence, province: Province, population: Range) -> Figure:
    """People in informal settlements."""
    if province.name == "Foggia":
        return Figure(
            Range(*evidence.figure("H10")),
            "persons",
            "derived",
            "IDOS Dossier 2022 via Immediato/LaPresse",
            ("H10", "H09"),
            "Rural ghettos in 2022: the May count and the summer peak; mostly seasonal workers.",
        )
    share = population.value / evidence.national_population()
    return Figure(
        Range(0, 0, evidence.figure("H06")[0] * share),
        "persons",
        "imputed",
        "no count for the province",
        ("H06",),
        "0 means not known, not none. High: the people whom MSF reached in Italy (10,000), by population.",
    )
