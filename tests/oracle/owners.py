"""Owners decide what to do with a home (ODD 7.8a)."""

from approdo.model import draws, flows, kinds
from approdo.model.codes import Housing

from .agents import Person
from .luck import log
from .model import OracleModel
from .places import ASKED, Dwelling, Dwelt

CLOSED = (Dwelt.WITHHELD, Dwelt.SHORT_LET)
MAY, SEPTEMBER = 4, 8  # when short lets are sought most


def step(model: OracleModel) -> None:
    """Every dwelling whose turn it is, in the state it then has."""
    t = model.month
    relief = guarantee_relief(model)
    for dwelling in model.dwellings:
        if dwelling.turn <= t:
            if dwelling.by_room == 1:
                dwelling.others -= 1
                dwelling.state = Dwelt.OFFERED
                model.happened["rooms freed by others"] += 1
            else:
                before, asked = dwelling.state, dwelling.turn == ASKED
                dwelling.others = 0
                dwelling.state = decide(model, dwelling, relief)
                if before in CLOSED and dwelling.state == Dwelt.OFFERED:
                    model.flows[flows.ENTRIES] += 1
                if before == Dwelt.OFFERED and dwelling.state != Dwelt.OFFERED:
                    model.happened["homes not let again" if asked else "offers withdrawn"] += 1
            dwelling.set_turn()
        if dwelling.state == Dwelt.WITHHELD:
            model.flows[flows.WITHHELD] += 1
    if any(action.has_works for action in model.actions):
        model.flows[flows.REOPENED] = sum(
            dwelling.was_disused and dwelling.state not in (Dwelt.DISUSED, Dwelt.WORKS) for dwelling in model.dwellings
        )


def guarantee_relief(model: OracleModel) -> float:
    """Months of loss a guarantee would spare an owner, on average over offers."""
    if all(action.kind != kinds.GUARANTEE_FUND for action in model.actions):
        return 0.0
    offers = sum(zone.offers for zone in model.zones)
    months = sum(
        max(0, months_insured(person))
        for person in model.present
        if person.has(kinds.GUARANTEE_FUND) and person.home is None and person.housing != Housing.SOCIAL
    )
    return min(12.0, months / offers) if offers else 0.0


def months_insured(person: Person) -> int:
    """Months of rent that the guarantee pays, less those that the owner bears."""
    action = person.supports[kinds.GUARANTEE_FUND].action
    return action.guarantee_months - action.guarantee_excess


def decide(model: OracleModel, dwelling: Dwelling, relief: float) -> int:
    """Let it, let it short, or keep it empty."""
    p, t = model.p, model.month
    doubt = dwelling.landlord.doubt
    if dwelling.landlord.is_partner:
        doubt = doubt * (1.0 - p.landlords_partner_risk)
    avoided = relief if relief < p.owners_loss_months else p.owners_loss_months
    let = p.owners_let + p.owners_rent * log(dwelling.zone.rent_index) - p.owners_risk * doubt * p.owners_loss_months
    let += p.market_entry_semi_elasticity * 100.0 * doubt * avoided / 12.0
    error = [model.luck.gumbel(draws.OWNER_CHOICE, t, dwelling.id, option) for option in range(3)]
    let += error[0]
    short = p.owners_short_let + p.owners_tourism * (dwelling.zone.tourism - 0.5)
    if MAY <= model.calendar_month() <= SEPTEMBER:
        short += p.owners_summer * dwelling.zone.tourism
    short += error[1]
    keep = error[2]
    if let >= short and let >= keep:
        return Dwelt.OFFERED
    if short >= keep:
        model.happened["short lets of the summer"] += MAY <= model.calendar_month() <= SEPTEMBER
        return Dwelt.SHORT_LET
    return Dwelt.WITHHELD
