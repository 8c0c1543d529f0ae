"""The compiled engine against the oracle: every column, every month, every bit."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice

import pytest

from approdo.model import flows
from approdo.model.codes import Housing, Permit, Work
from approdo.model.engine import LAST, open_arm
from approdo.model.levers import Lever
from approdo.model.parameters import Parameters, load_parameters
from approdo.model.population import create_world
from approdo.model.processes import ALL, months
from approdo.model.programme import Programme, compile_programme, empty_programme
from approdo.model.world import World

from .agents import Dwelt
from .cases import MONTHS, PACKAGES, SEEDS, odd_package, odd_parameters, province, start
from .compare import differences, engine_state, oracle_state
from .model import OracleModel

ODD_SEEDS = range(100, 106)
SHOWN = 12  # differences told of the first month that differs


def live_and_compare(
    world: World, oracle: OracleModel, programme: Programme, parameters: Parameters, last: int, where: str
) -> None:
    """Let both live month by month until before `last`; fail in the first month in which they differ."""
    p = parameters.record()
    for t in range(oracle.month, last):
        months(world, programme, p, t, t + 1, 0, LAST, ALL)
        oracle.step()
        found = list(islice(differences(engine_state(world, t), oracle_state(oracle)), SHOWN))
        if found:
            pytest.fail(f"{where}, month {t}, the first that differs:\n" + "\n".join(found), pytrace=False)


def compare_arms(seed: int, parameters: Parameters, packages: Mapping[str, Sequence[Lever]]) -> None:
    """Make one world twice, live the burn-in once and then every package, and compare all the way."""
    case = (province(seed), parameters, start(seed), MONTHS, seed)
    world, oracle = create_world(*case), OracleModel(*case)
    live_and_compare(world, oracle, empty_programme(1), parameters, 0, f"seed {seed}, burn-in")
    for name, levers in packages.items():
        programme = compile_programme(levers, parameters, start(seed), MONTHS)
        arm = open_arm(world, programme, MONTHS)
        live_and_compare(arm, oracle.under(programme), programme, parameters, MONTHS, f"seed {seed}, package {name}")


@pytest.mark.parametrize("seed", SEEDS)
def test_engine_and_oracle_agree(seed):
    compare_arms(seed, load_parameters(), PACKAGES)


@pytest.mark.parametrize("seed", ODD_SEEDS)
def test_they_agree_with_any_numbers(seed):
    compare_arms(seed, odd_parameters(seed), {f"odd {n}": odd_package(10 * seed + n) for n in range(2)})


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1000, 1400))
def test_they_agree_with_any_numbers_for_hours(seed):
    test_they_agree_with_any_numbers(seed)


def events(seed: int, package: str, oracle: OracleModel, seen: Counter[str]) -> None:
    """Count in `seen` what happens in the oracle under a package."""
    parameters = load_parameters()
    arm = oracle.under(compile_programme(PACKAGES[package], parameters, start(seed), MONTHS))
    permits = [person.permit for person in arm.people]
    while arm.month < MONTHS:
        arm.step()
        for person in arm.present:
            if person.is_present:
                seen[f"in {Housing(person.housing).name}"] += 1
                seen[f"at work {Work(person.work).name}"] += 1
            for kind, support in enumerate(person.supports):
                seen[f"support {kind}"] += support.left > 0
                seen[f"stopped support {kind}"] += support.left == -1
        for dwelling in arm.dwellings:
            seen[f"dwelling {Dwelt(dwelling.state).name}"] += 1
            if dwelling.managed is not None:
                seen[f"managed by kind {dwelling.managed.kind}"] += 1
        for name, number in vars(flows).items():
            if name.isupper() and name != "COUNT":
                seen[f"flow {name}"] += arm.flows[number]
    seen["permits lost"] += sum(
        person.permit == Permit.NONE != before for person, before in zip(arm.people, permits, strict=True)
    )
    seen["budgets used up"] += sum(
        action.budget >= 0 and action.total > action.budget - max(action.unit_cost, 20_000) for action in arm.actions
    )
    seen.update(arm.happened)


def test_every_mechanism_comes_about():
    seen: Counter[str] = Counter()
    for seed in (0, 5, 10, 15):  # every province, four regimes
        oracle = OracleModel(province(seed), load_parameters(), start(seed), MONTHS, seed)
        while oracle.month < 0:
            oracle.step()
        for package in PACKAGES:
            events(seed, package, oracle, seen)
    never = {Housing.EXPECTED, Housing.HOSTED_AGREEMENT, Housing.SOCIAL, Housing.DEPARTED}
    expected = [
        *(f"in {state.name}" for state in Housing if state not in never),
        *(f"at work {state.name}" for state in Work if state != Work.TRAINING),
        *(f"dwelling {state.name}" for state in Dwelt),
        *(f"flow {name}" for name in vars(flows) if name.isupper() and name != "COUNT"),
        *(f"support {kind}" for kind in (0, 1, 2, 6, 7, 8, 9, 10, 11, 13)),
        *(f"stopped support {kind}" for kind in (0, 1, 2, 7, 8)),
        *(f"managed by kind {kind}" for kind in (3, 4, 5)),
        *(f"placed by kind {kind}" for kind in (3, 4, 5)),
        *("permits lost", "budgets used up", "evictions", "break-ups", "leases ended", "beds lost", "kept on"),
        *("guarantee claims", "subsidies", "deposits advanced", "arrears paid", "works finished"),
        *("given back with tenants", "could not sign", "signed from reception", "signed from transitional"),
        "tenants who moved",
    ]
    assert [event for event in expected if not seen[event]] == []
