"""Kinds of lease: how many homes are let on each, how long each runs, and how often another follows."""

import numpy as np
import pytest

from approdo.model.codes import Housing
from approdo.model.processes.leases import lease_months, renewal
from tests.model.effects.arms import life, numbers, private_homes, signed_now

MONTHS = 18
LENGTHS = {"agreed": 40.0, "transitory": 3.0, "lease": 50.0, "room": 7.0}  # each another, so that each can be told
APART = {f"tenancy.{name}_months": months for name, months in LENGTHS.items()}
# Nobody loses a home for arrears or guests, so that a tenancy ends with its lease, with a quarrel or with the tenant.
SAFE = {"hosts.lease_risk": 0.0, "tenancy.loss_formal": 0.0, "tenancy.loss_informal": 0.0, "search.tenant_chance": 0.0}


def lengths(world, changes):
    """Return the lease months of every dwelling."""
    p = numbers(changes).record()
    return np.array([lease_months(world, p, d) for d in range(world.dwellings.id.size)])


@pytest.mark.parametrize(("agreed", "transitory"), [(0.3, 0.15), (0.0, 0.35), (0.5, 0.5), (0.0, 0.0)])
def test_kinds_have_their_shares_of_whole_homes(agreed, transitory):
    changes = {**APART, "tenancy.agreed_share": agreed, "tenancy.transitory_share": transitory}
    world = life(recorded=1).days[0]
    found = lengths(world, changes)
    whole = world.dwellings.by_room == 0
    assert (found[~whole] == LENGTHS["room"]).all()
    shares = {"agreed": agreed, "transitory": transitory, "lease": 1.0 - agreed - transitory}
    for kind, share in shares.items():
        error = 4.5 * np.sqrt(share * (1.0 - share) / whole.sum())
        assert abs((found[whole] == LENGTHS[kind]).mean() - share) <= error, kind


def test_a_home_is_always_let_on_the_same_kind_and_a_larger_share_only_adds_to_a_kind():
    first, last = life(recorded=MONTHS).days[0], life(recorded=MONTHS).days[-1]
    assert (lengths(first, APART) == lengths(last, APART)).all()
    few, many = (
        lengths(first, {**APART, "tenancy.agreed_share": share, "tenancy.transitory_share": 0.1}) == LENGTHS["agreed"]
        for share in (0.2, 0.4)
    )
    assert few.sum() < many.sum()
    assert not (few & ~many).any()


def test_only_a_transitory_lease_has_a_chance_of_its_own_to_be_renewed():
    changes = {**APART, "tenancy.renewal": 0.75, "tenancy.transitory_renewal": 0.25}
    world, p = life(recorded=1).days[0], numbers(changes).record()
    chances = np.array([renewal(world, p, d) for d in range(world.dwellings.id.size)])
    transitory = lengths(world, changes) == LENGTHS["transitory"]
    assert transitory.any()
    assert (chances == np.where(transitory, 0.25, 0.75)).all()


def test_whoever_signs_has_the_months_of_the_homes_kind():
    changes = {**APART, "tenancy.agreed_share": 0.3, "tenancy.transitory_share": 0.35}
    arm = life(recorded=MONTHS, changes=changes)
    of_home, seen = lengths(arm.world, changes), set()
    for t in range(MONTHS):
        signed = signed_now(arm, t)
        people = arm.days[t + 1].people
        assert (people.lease_left[signed] == of_home[people.home[signed]]).all()
        seen |= set(people.lease_left[signed].tolist())
    assert seen == set(map(int, LENGTHS.values()))


@pytest.mark.parametrize("renewed", [0.0, 1.0])
def test_a_lease_ends_after_its_months_unless_another_follows(renewed):
    """Everybody who pays for the last month of a lease has a new one of the same months, or is out; nobody before."""
    changes = {
        **APART,
        **SAFE,
        "social.chance": 0.0,
        "tenancy.transitory_share": 1.0,
        "tenancy.agreed_share": 0.0,
        "tenancy.transitory_renewal": renewed,
        "tenancy.renewal": 1.0 - renewed,
    }
    arm = life(recorded=2 * MONTHS, changes=changes)
    ends = 0
    for before, after in zip(arm.days[:-1], arm.days[1:], strict=True):
        stays = (before.people.home >= 0) & (after.people.home == before.people.home)
        stays &= after.people.since > before.people.since
        home = before.people.home
        whole = (home >= 0) & private_homes(before)[home]
        last = whole & (before.people.lease_left == 1)
        running = whole & (before.people.lease_left > 1)
        ends += int(last.sum())
        assert (after.people.lease_left[running & stays] == before.people.lease_left[running & stays] - 1).all()
        if renewed:
            assert (after.people.lease_left[last & stays] == LENGTHS["transitory"]).all()
        else:
            assert not (last & stays).any()
        left = (running | last if renewed else running) & ~stays
        assert (after.people.housing[left] == Housing.DEPARTED).all(), "nobody else leaves before the end"
    assert ends > 10
