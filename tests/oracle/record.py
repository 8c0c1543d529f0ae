"""What is written down of a month (ODD 7.13)."""

from approdo.model import flows
from approdo.model.codes import Channel, Housing, Work

from .model import OracleModel


def step(model: OracleModel) -> None:
    """Spells grow; recorded months are counted."""
    for person in model.present:
        if person.since < 30000:
            person.since += 1
        if person.is_homeless:
            person.homeless += 1
    if model.month >= 0:
        model.series.append(series(model))
        model.housing_by_month.append([person.housing for person in model.people])
        model.work_by_month.append([person.work for person in model.people])


def was_homeless(housing: int) -> bool:
    """ETHOS Light 1-6, of a recorded state."""
    return Housing.STREET <= housing <= Housing.HOSTED


def series(model: OracleModel) -> list[float]:
    """The month's numbers, in the order of `outcomes.toml`."""
    p, flow = model.p, model.flows
    inside = [person for person in model.present if person.is_present]
    here = [person for person in inside if person.channel != Channel.NONE]
    no_right = [person for person in inside if person.channel == Channel.NONE and person.housing != Housing.RECEPTION]
    holders = sum(person.channel != Channel.NONE for person in model.people[: model.let_in])
    before = model.housing_by_month[-1] if model.housing_by_month else []
    out = [person for person in here if person.housing != Housing.RECEPTION]

    def sleeping(*states: int) -> int:
        return sum(person.housing in states for person in here)

    ethos = [
        sleeping(state)
        for state in (
            Housing.STREET,
            Housing.SHELTER,
            Housing.TRANSITIONAL,
            Housing.INSTITUTION,
            Housing.INFORMAL,
            Housing.HOSTED,
        )
    ]
    searching = incomers = 0.0
    for zone in model.zones:
        searching += zone.rivals_low + zone.rivals_middle
        incomers += zone.incomers * (1.0 if model.harvest_time() else p.season_winter_share)
    stock = sum(zone.stock for zone in model.zones)
    index = 0.0
    for zone in model.zones:
        index += zone.stock * zone.rent_index
    row = {
        **{f"el{number}": count for number, count in enumerate(ethos, 1)},
        "core": sum(ethos[:3]),
        "broad": sum(ethos),
        "hidden": sleeping(Housing.HOSTED, Housing.BED),
        "prolonged": sleeping(Housing.PROLONGED_RECEPTION),
        "bed": sleeping(Housing.BED),
        "programme": sleeping(Housing.PROGRAMME, Housing.HOSTED_AGREEMENT),
        "shared": sleeping(Housing.SHARED),
        "own": sleeping(Housing.OWN),
        "social": sleeping(Housing.SOCIAL),
        "reception": sleeping(Housing.RECEPTION),
        "out": len(out),
        "departed": holders - len(here),
        "employed": sum(person.is_employed for person in out),
        "formal": sum(person.is_formal for person in out),
        "jobseekers": sum(person.work == Work.JOBSEEKER for person in out),
        "interns": sum(person.work == Work.INTERNSHIP for person in out),
        "registered": sum(person.registered for person in out),
        "language_b1": sum(person.language >= p.learning_level_b1 for person in out),
        "in_arrears": sum(person.home is not None and person.arrears > 0 for person in out),
        "overburdened": sum(
            person.home is not None and person.rent > p.search_burden * person.income for person in out
        ),
        "bridges": sum(person.bridges for person in out) / len(out) if out else 0.0,
        "exits": flow[flows.EXITS],
        "housed": flow[flows.HOUSED],
        "evicted": flow[flows.LOST_HOME],
        "offers": flow[flows.OFFERS],
        "others_searching": searching,
        "others_housed": flow[flows.RIVALS_HOUSED],
        "others_hired": flow[flows.RIVALS_HIRED],
        "owners_entries": flow[flows.ENTRIES],
        "withheld_homes": flow[flows.WITHHELD],
        "rent_index": index / stock if stock else 1.0,
        "landlord_belief": model.belief,
        "reopened": flow[flows.REOPENED],
        "pass_through": flow[flows.PASS_THROUGH] / 100.0,
        "spent": sum(action.spent[model.month] for action in model.actions) / 100.0,
        "entered": sum(person.is_homeless and not was_homeless(before[person.row]) for person in here if before),
        "left_homelessness": sum(
            was_homeless(before[person.row]) and not person.is_homeless for person in here if before
        ),
        "overcrowded": sum(person.is_overcrowded for person in out),
        "autonomous": sum(
            person.is_stable and person.since >= 6 and person.income > p.reception_income_limit for person in out
        ),
        "no_right": len(no_right),
        "no_right_broad": sum(person.is_homeless for person in no_right),
        "away": sum(person.away > 0 for person in here),
        "incomers": incomers,
        "transfers_blocked": flow[flows.TRANSFERS_BLOCKED],
        "social_lettings": flow[flows.SOCIAL_LETTINGS],
        "rent_to_owners": flow[flows.RENT_TO_OWNERS] / 100.0,
    }
    return [float(value) for value in row.values()]
