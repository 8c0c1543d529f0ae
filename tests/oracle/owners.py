"""Owners decide what to do with a home (ODD 7.8a)."""

from approdo.model import draws, flows, kinds

from .agents import Dwelling, Dwelt
from .luck import log
from .model import OracleModel


def step(model: OracleModel) -> None:
    """Every dwelling in turn, in the state it then has."""
    p, luck, t = model.p, model.luck, model.month
    relief = guarantee_relief(model)
    for dwelling in model.dwellings:
        if dwelling.state in (Dwelt.DISUSED, Dwelt.WORKS):
            continue
        if dwelling.consents == 1:
            model.flows[flows.REOPENED] += 1
        if dwelling.managed is not None:
            continue
        if dwelling.by_room == 1:
            if dwelling.others > 0 and luck.event(
                p.sharing_turnover * dwelling.others, draws.ROOM_TURNOVER, t, dwelling.id, 0
            ):
                dwelling.others -= 1
                dwelling.state = Dwelt.OFFERED
        elif dwelling.state == Dwelt.LET_OTHERS:
            if luck.event(p.market_turnover / 12.0, draws.VOID, t, dwelling.id, 0):
                dwelling.others = 0
                dwelling.state = decide(model, dwelling, relief)
        elif dwelling.state in (Dwelt.WITHHELD, Dwelt.SHORT_LET):
            if luck.event(p.owners_reconsiders, draws.VOID, t, dwelling.id, 1):
                dwelling.state = decide(model, dwelling, relief)
                if dwelling.state == Dwelt.OFFERED:
                    model.flows[flows.ENTRIES] += 1
        if dwelling.state == Dwelt.WITHHELD:
            model.flows[flows.WITHHELD] += 1


def guarantee_relief(model: OracleModel) -> float:
    """Months of loss a guarantee would spare an owner, on average over offers."""
    if all(action.kind != kinds.GUARANTEE_FUND for action in model.actions):
        return 0.0
    offers = sum(zone.offers for zone in model.zones)
    months = sum(
        person.supports[kinds.GUARANTEE_FUND].action.guarantee_months
        for person in model.present
        if person.has(kinds.GUARANTEE_FUND) and person.home is None
    )
    return min(12.0, months / offers) if offers else 0.0


def decide(model: OracleModel, dwelling: Dwelling, relief: float) -> int:
    """Let it, let it short, or keep it empty."""
    p, t = model.p, model.month
    doubt = dwelling.landlord.doubt
    avoided = relief if relief < p.owners_loss_months else p.owners_loss_months
    let = p.owners_let + p.owners_rent * log(dwelling.zone.rent_index) - p.owners_risk * doubt * p.owners_loss_months
    let += p.market_entry_semi_elasticity * 100.0 * doubt * avoided / 12.0
    error = [model.luck.gumbel(draws.OWNER_CHOICE, t, dwelling.id, option) for option in range(3)]
    let += error[0]
    short = p.owners_short_let + error[1]
    keep = error[2]
    if let >= short and let >= keep:
        return Dwelt.OFFERED
    return Dwelt.SHORT_LET if short >= keep else Dwelt.WITHHELD
