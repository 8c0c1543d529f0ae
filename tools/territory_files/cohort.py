"""How many people leave reception, and who they are."""

from __future__ import annotations

from territory_files.evidence import Evidence, Province
from territory_files.figures import JUDGEMENT, PARAMETERS
from territory_files.ranges import Composition, Figure, Range, exact, inverse, product, total

PRESENCES = "reception_presences_regions.csv"
REGIONS = "istat_region_population_2019.csv"
PRESENCES_SOURCE = "Ministero dell'Interno, cruscotto statistico, via Liberiamoli tutti!"

STAY_CAS = Range(18, 12, 28)
STAY_SAI_MILANO = 0.20 * 3 + 0.546 * 9 + 0.254 * 20  # R16: stays of up to 6, 6-12 and over 12 months at 3, 9, 20
PERMIT_CAS = Range(0.40, 0.20, 0.60)
PERMIT_SAI = Range(0.85, 0.70, 0.97)
ADULTS = Range(0.75, 0.70, 0.85)


def cohort_figures(evidence: Evidence, province: Province) -> dict[str, Figure]:
    """Regional presences x province share / mean stay x permit share, for CAS and SAI together."""
    row = evidence.parameters(province.name)
    region, people = row["region"], float(row["pop_2019_est"])
    share = people / evidence.region_population(region)
    province_share = Range(share, share * 0.7, min(share * 1.4, 1.0))
    stay_sai = mean_stay_sai(evidence)
    present = {name: evidence.presences(region, name) for name in ("centres", "sai")}
    exits = {
        "centres": product(exact(present["centres"].at_data_date), inverse(STAY_CAS)),
        "sai": product(exact(present["sai"].at_data_date), inverse(stay_sai)),
    }
    holders = {"centres": product(exits["centres"], PERMIT_CAS), "sai": product(exits["sai"], PERMIT_SAI)}
    all_exits, all_holders = total(*exits.values()), total(*holders.values())
    persons = sum(channel.at_data_date for channel in present.values())
    weight_sai = exits["sai"].value / all_exits.value
    permit_mix = total(product(exact(1 - weight_sai), PERMIT_CAS), product(exact(weight_sai), PERMIT_SAI))
    others = total(
        product(exits["centres"], Range(1 - PERMIT_CAS.value, 1 - PERMIT_CAS.high, 1 - PERMIT_CAS.low)),
        product(exits["sai"], Range(1 - PERMIT_SAI.value, 1 - PERMIT_SAI.high, 1 - PERMIT_SAI.low)),
    )
    sai_share = holders["sai"].value / all_holders.value
    figures: dict[str, Figure] = {}
    for name, channel in (("cas", "centres"), ("sai", "sai")):
        counts = present[channel]
        figures[f"reception_presences_{name}"] = Figure(
            Range(counts.at_data_date, counts.lowest, counts.highest),
            "persons",
            "verified",
            PRESENCES_SOURCE,
            (PRESENCES,),
            f"{region}, the whole region, 31 December 2019: persons present, not places. Range: the reports from "
            "September 2019 to December 2020.",
        )
        figures[f"reception_presences_{name}_2019_09"] = Figure(
            exact(counts.at_first_date),
            "persons",
            "verified",
            PRESENCES_SOURCE,
            (PRESENCES,),
            f"{region}, the whole region, 30 September 2019: the earliest report there is.",
        )
    figures["province_share"] = Figure(
        province_share,
        "share",
        "assumption",
        "share of the region's residents",
        (REGIONS, PARAMETERS),
        "Share of the region's presences placed in the province = its share of the region's "
        "residents; no provincial count "
        "of presences is at hand. Range x 0.7 to x 1.4, a judgement.",
    )
    figures["adult_share"] = Figure(
        ADULTS,
        "share",
        "assumption",
        "share of adults among people in reception",
        ("R07",),
        "SAI had 28.8 % minors in 2022 (R07, 22-30 %); CAS fewer, and some minors leave as adults.",
    )
    figures["mean_stay_months_cas"] = Figure(
        STAY_CAS,
        "months",
        "assumption",
        JUDGEMENT,
        (PRESENCES,),
        "High: presences in CAS fell by 3.5 % a month net of entries from September to December 2019, so exits were at "
        "least that: a stay of at most 28 months.",
    )
    figures["mean_stay_months_sai"] = Figure(
        stay_sai,
        "months",
        "derived",
        "Comune di Milano 2019 and Rapporto SAI 2022",
        ("R15", "R16", "R11", PRESENCES),
        "Middle of two readings: leavers of Milano 2019 (R16, about 10.6 months with stays over a "
        "year taken as 20) and "
        "presences over exits in Italy 2022 (R11, about 16 months).",
    )
    figures["mean_stay_months"] = Figure(
        product(exact(persons), inverse(all_exits)),
        "months",
        "derived",
        "presences / exits of CAS and SAI together",
        ("R15", "R16", "R11", PRESENCES),
        "Presences over the sum of the exits of the two channels.",
    )
    figures["permit_share_cas"] = Figure(
        PERMIT_CAS,
        "share",
        "assumption",
        JUDGEMENT,
        ("R08", "R09"),
        "Share of people leaving CAS who hold a permit: recognised at first instance or on appeal, or humanitarian.",
    )
    figures["permit_share_sai"] = Figure(
        PERMIT_SAI,
        "share",
        "assumption",
        JUDGEMENT,
        (),
        "After DL 113/2018 SIPROIMI admits holders and unaccompanied minors; some applicants admitted earlier remain.",
    )
    figures["permit_share"] = Figure(
        product(permit_mix, ADULTS),
        "share",
        "derived",
        "adult_share x permit shares of the channels, by exits",
        ("R07", "R08", "R09"),
        "Share of people leaving reception who are adults holding a permit: the agents of the model.",
    )
    figures["leavers_per_month"] = Figure(
        product(all_holders, exact(share), relative(province_share), ADULTS),
        "persons/month",
        "derived",
        "(presences_cas + presences_sai) x province_share / mean_stay_months x permit_share",
        (PRESENCES, REGIONS, "R07", "R11", "R15", "R16"),
        "Adults with a permit who leave reception in a month, CAS and SAI added channel by channel. "
        "The four factors are "
        "taken as independent: their relative ranges are added in quadrature. Not used for it, but comparable: "
        + permits_note(row),
    )
    figures["non_holder_leavers_per_month"] = Figure(
        product(others, exact(share), relative(province_share), ADULTS),
        "persons/month",
        "derived",
        "the same exits without a permit",
        (PRESENCES, REGIONS),
        "Adults who leave reception without a permit (refused, revoked, gone before the decision); kept apart.",
    )
    figures["sai_share_of_leavers"] = Figure(
        Range(sai_share, max(sai_share - 0.2, 0.0), min(sai_share + 0.2, 1.0)),
        "share",
        "derived",
        "leavers of SAI over all leavers",
        (PRESENCES,),
        "From the two channels of leavers_per_month; range a judgement.",
    )
    return figures


def mean_stay_sai(evidence: Evidence) -> Range:
    """Mean stay in SAI: between a local cohort of leavers and the national stock over the flow."""
    by_flow = evidence.mean_presences("sai", 2022) / (evidence.figure("R11")[0] / 12)
    return Range((STAY_SAI_MILANO + by_flow) / 2, 9, 18)


def relative(span: Range) -> Range:
    """The range of a factor around one."""
    return Range(1, span.low / span.value, span.high / span.value)


def permits_note(row: dict[str, str]) -> str:
    """The permits for protection issued in the province, as a rough check."""
    issued = [int(row[f"ip_permits_{year}"]) for year in (2019, 2020, 2021)]
    monthly = ", ".join(f"{count / 12:.0f} ({year})" for count, year in zip(issued, (2019, 2020, 2021), strict=True))
    return f"first permits for protection issued a month {monthly}."


def at_odds(share: float, factor: float) -> float:
    """The share whose odds are a factor times those of the given share."""
    return round(share * factor / (1 - share + share * factor), 3)


def compositions(evidence: Evidence, province: Province, sai_share: Range) -> dict[str, Composition]:
    """Who the leavers are: shares by trait."""
    women = evidence.figure("R04")[0]
    male = round((float(evidence.parameters(province.name)["ip_male_share_2019"]) + 1 - women) / 2, 2)
    return {
        "sex": Composition(
            {"male": male, "female": round(1 - male, 2)},
            {"male": round(male - 0.1, 2), "female": round(max(0.9 - male, 0.05), 2)},
            {"male": round(min(male + 0.1, 0.95), 2), "female": round(1.1 - male, 2)},
            "derived",
            "Rapporto SAI 2022 and permits for protection in the province 2019",
            ("R04", PARAMETERS),
            "Middle of the men among SAI beneficiaries in Italy (R04) and among new permits for "
            "protection in the province "
            "(ip_male_share_2019, minors and relatives included); range +-0.1, a judgement.",
        ),
        "age": age_composition(evidence),
        "origin": composition(
            {
                "sub_saharan_africa": 0.64,
                "north_africa_middle_east": 0.055,
                "south_asia": 0.265,
                "eastern_europe": 0.04,
            },
            0.6,
            1.5,
            "imputed",
            "Atlante SPRAR 2015 via Lamezia Oggi",
            ("R10",),
            "Seven nationalities of R10 make 71.7 %: 49.1 sub-Saharan, 22.6 South Asian. The other "
            "28.3 % are imputed: 14.9 "
            "sub-Saharan, 5.5 North Africa and Middle East, 3.9 South Asia, 4.0 Eastern Europe. Year 2015, Italy.",
        ),
        "permit": composition(
            {"refugee": 0.26, "subsidiary": 0.34, "special": 0.40, "applicant": 0.0, "none": 0.0},
            0.6,
            1.5,
            "derived",
            "Atlante SPRAR 2015 and SPRAR Milano about 2016",
            ("R08", "R09"),
            "Mean of R08 and R09 among holders only. special = humanitarian until 2018, special "
            "cases and special protection "
            "after; it should fall with cohorts after 2019. Applicants and people without a permit "
            "are not leavers here: "
            "non_holder_leavers_per_month counts them.",
        ),
        "family": composition(
            {"single": 0.80, "couple": 0.05, "single_parent": 0.06, "family": 0.09},
            0.5,
            1.5,
            "assumption",
            JUDGEMENT,
            ("R07",),
            "An agent is one adult. With about 1.5 children per single parent and 2 per family this is 0.27 minors "
            "per adult; R07 gives 0.40 with unaccompanied minors, who are not children of leavers.",
        ),
        "schooling": composition(
            {"none": 0.15, "primary": 0.40, "secondary": 0.35, "tertiary": 0.10},
            0.5,
            1.6,
            "assumption",
            JUDGEMENT,
            (),
            "No row of evidence.",
        ),
        "channel": Composition(
            {"cas": round(1 - sai_share.value, 3), "sai": round(sai_share.value, 3)},
            {"cas": round(1 - sai_share.high, 3), "sai": round(sai_share.low, 3)},
            {"cas": round(1 - sai_share.low, 3), "sai": round(sai_share.high, 3)},
            "derived",
            "sai_share_of_leavers",
            (PRESENCES,),
            "From the two channels of leavers_per_month.",
        ),
    }


def composition(
    shares: dict[str, float], low: float, high: float, status: str, source: str, evidence: tuple[str, ...], note: str
) -> Composition:
    """A composition whose range is a pair of factors on the odds of each share."""
    return Composition(
        shares,
        {key: at_odds(share, low) for key, share in shares.items()},
        {key: at_odds(share, high) for key, share in shares.items()},
        status,
        source,
        evidence,
        f"{note} Range: odds x {low} to x {high}, a judgement.",
    )


def age_composition(evidence: Evidence) -> Composition:
    """Ages of adults, from bands that do not match ours: even within a band."""
    young, middle, minors = (evidence.figure(reference)[0] for reference in ("R05", "R06", "R07"))
    older = 1 - young - middle - minors
    raw = {
        "18-24": young * 7 / 8,
        "25-34": young / 8 + middle * 9 / 15,
        "35-49": middle * 6 / 15 + older * 0.7,
        "50+": older * 0.3,
    }
    shares = {band: round(count / (1 - minors), 3) for band, count in raw.items()}
    shares["50+"] = round(1 - shares["18-24"] - shares["25-34"] - shares["35-49"], 3)
    return composition(
        shares,
        0.7,
        1.4,
        "derived",
        "Rapporto SAI 2022 via Centro Astalli",
        ("R05", "R06", "R07"),
        "Bands 18-25 and 26-40 spread evenly, people over 40 split 0.7 / 0.3 at 50 (assumption), "
        "minors left out. Year 2022: "
        "earlier cohorts were younger (R05).",
    )
