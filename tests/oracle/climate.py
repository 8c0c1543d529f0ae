"""What the programme changes for all owners (ODD 7.2, climate)."""

from approdo.model import kinds

from .actions import Action
from .luck import exp
from .model import OracleModel

KINDS = (
    kinds.TRUST_NETWORK,
    kinds.PARTNERSHIP,
    kinds.NETWORK_COORDINATION,
    kinds.STAFF_TRAINING,
    kinds.ICT_TOOLS,
    kinds.ANTI_DISCRIMINATION,
)


def set_climate(model: OracleModel) -> None:
    """This month's climate, from nothing, action by action."""
    actions = [action for action in model.actions if action.kind in KINDS]
    if not actions:
        return
    model.climate = [0.0, 0.0, 0.0]
    t = model.month
    for action in actions:
        n = action.places[t]
        if action.open[t] == 1 and n != 0 and action.pay(n * action.unit_cost):
            action.served[t] += n
            if model.owners:
                change(model, action, n)


def change(model: OracleModel, action: Action, n: int) -> None:
    """What one action adds."""
    p, climate, owners = model.p, model.climate, model.owners
    if action.kind == kinds.TRUST_NETWORK:
        climate[0] = min(1.0, climate[0] + n / owners)
    elif action.kind == kinds.PARTNERSHIP:
        climate[1] = min(1.0, climate[1] + n / 100.0)
    elif action.kind == kinds.ANTI_DISCRIMINATION:
        climate[2] = p.landlords_test_effect * (1.0 - exp(-12.0 * n / owners * p.landlords_test_reach))
