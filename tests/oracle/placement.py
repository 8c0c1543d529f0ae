"""Where somebody in reception is placed (ODD 7.2, place)."""

from approdo.model import draws

from .agents import Person
from .luck import log
from .model import OracleModel
from .places import Zone

QUOTA, NEAR_TIES, BEST_MATCH = range(3)


def place(model: OracleModel, person: Person, mode: int) -> None:
    """The zone worth most, of those that the person likes no less than the present one."""
    own, luck = person.zone, model.luck
    least = luck.gumbel(draws.PLACEMENT, 0, person.id, own.row)
    best: Zone | None = None
    most = 0.0
    for zone in model.zones:
        liked = luck.gumbel(draws.PLACEMENT, 0, person.id, zone.row)
        liked = liked - model.p.programme_placement_distance * model.minutes[own.row][zone.row] / 60.0
        if zone is not own and liked < least:
            continue
        worth = worth_of(zone, mode) + luck.gumbel(draws.PLACEMENT, 0, person.id, 1000 + zone.row)
        if best is None or worth > most:
            best, most = zone, worth
    assert best is not None
    model.happened[f"placed by mode {mode}"] += best is not own
    person.zone = best


def worth_of(zone: Zone, mode: int) -> float:
    """What a mode looks at."""
    if mode == QUOTA:
        return log(1.0 + zone.stock)
    if mode == NEAR_TIES:
        return log(0.001 + zone.foreign_share)
    homes = log((1.0 + zone.offers) / (1.0 + zone.rivals_low + zone.rivals_middle))
    return homes + log((1.0 + zone.posts) / (1.0 + zone.jobseekers))
