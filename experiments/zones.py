"""What happens in each zone, month by month: rents, offers, owners' trust, people without a home.

The store keeps no zones (a run would be ten times larger), so a few runs are lived again here, arm by arm.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np
from numpy.typing import NDArray

from approdo.model.codes import Channel
from approdo.model.engine import Begun, Own, begin, open_arm, simulate
from approdo.model.errors import BadInput
from approdo.model.outcomes import STRICT
from approdo.model.processes.common import belief_from

from .seeds import run_seed

if TYPE_CHECKING:
    from approdo.model.parameters import Parameters
    from approdo.model.territory import Territory
    from approdo.model.world import World

    from .parameter_draws import ParameterDraws
    from .scenario import Scenario

MEASURES: Final = ("homeless", "rent", "offers", "trust")


@dataclass(frozen=True, eq=False)
class ZoneMonths:
    """Means over runs, ``[arms, months, zones]`` for each of `MEASURES`.

    homeless: people of the model in ETHOS Light 1-6; rent: EUR/m2/month asked; offers: places on offer in the
    accessible segment; trust: what owners believe of tenants' reliability, 0 to 1, mean over dwellings.
    """

    measures: dict[str, NDArray[np.float64]]
    runs: int


def zone_months(
    scenarios: "Sequence[Scenario]",
    runs: int,
    seed: int,
    draws: "ParameterDraws | None" = None,
    begun: Begun = begin,
) -> ZoneMonths:
    """Live through some runs of every scenario and count zone by zone.

    Args:
        scenarios: arms of one territory, start and length; they share each run's luck, as in a comparison.
        runs: runs to live, from 1; run r has the seed that it has in `compare`.
        seed: of the whole comparison.
        draws: the parameters of every run, as in a comparison; None for those of the scenarios.
        begun: gives the world after its burn-in, where somebody keeps such worlds.

    Raises:
        BadInput: no run, or the scenarios do not share a world.
    """
    if runs < 1 or len({(each.territory, each.start, each.months) for each in scenarios}) != 1:
        raise BadInput("zones: expected at least one run, and scenarios of one territory, start and length.")
    first = scenarios[0]
    # A scenario knows its territory and parameters by what it needs of them; the engine needs the whole.
    territory = cast("Territory", first.territory)
    shape = (len(MEASURES), len(scenarios), first.months, len(territory.zones))
    total = np.zeros(shape)
    for run in range(runs):
        parameters = cast("Parameters", first.parameters) if draws is None else draws.at(run)
        world = begun(territory, parameters, first.start, first.months, run_seed(seed, run))
        left_out = _left_out(territory, world)
        for arm, scenario in enumerate(scenarios):
            programme = replace(scenario, parameters=parameters).programme()
            lived = open_arm(world, programme, first.months)
            own: dict[str, Own] = {}  # of processes of other packages
            for month in range(first.months):
                simulate(lived, programme, parameters, month, month + 1, own)
                total[:, arm, month, :] += _count(lived, parameters, left_out)
    return ZoneMonths({name: total[number] / runs for number, name in enumerate(MEASURES)}, runs)


def _own_tenants(world: "World") -> NDArray[np.float64]:
    """Return what each owner knows of own tenants, ``[paid and unpaid, owners]``; 0 without any."""
    known: Any = world.memories[: int(world.crowd[2])]  # type: ignore[index]  # a table is a record array
    own = np.zeros((2, world.landlords.known.size))
    own[:, known.owner] = known.own_paid, known.own_unpaid
    return own


def _left_out(territory: "Territory", world: "World") -> NDArray[np.int64]:
    """Return the zone of each disused home that is nobody's before and after; its owner never had a tenant."""
    dwellings, count = world.dwellings, len(territory.zones)
    there = np.bincount(dwellings.zone[dwellings.segment :], minlength=count)
    return np.repeat(np.arange(count), [zone.disused for zone in territory.zones] - there)


def _count(world: "World", parameters: "Parameters", left_out: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the measures of one month, ``[measures, zones]``."""
    zones: Any = world.zones
    people: Any = world.people
    count = zones.id.size
    # As the outcomes count: people without a permit are apart, never pooled with holders.
    present = np.asarray(people.zone)[STRICT[people.housing] & (people.channel != Channel.NONE)]
    # The rule itself, on all owners at once: it is arithmetic of columns, so what is compiled for one runs for all.
    rule: Any = getattr(belief_from, "py_func", belief_from)
    belief = rule(world.pooled, parameters.record(), *_own_tenants(world))
    without = np.full(left_out.size, rule(world.pooled, parameters.record(), 0.0, 0.0))
    where = np.append(world.dwellings.zone, left_out)
    homes = np.bincount(where, minlength=count)
    beliefs = np.append(belief[world.dwellings.landlord], without)
    trust = np.bincount(where, weights=beliefs, minlength=count) / np.maximum(homes, 1)
    return np.stack([np.bincount(present, minlength=count), zones.rent * zones.rent_index, zones.offers, trust])
