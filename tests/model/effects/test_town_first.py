"""Works begin in the town: disused homes of the belt and the countryside come when those of the town are used up."""

import pytest

from approdo.model.codes import ZoneKind
from approdo.model.processes.common import DISUSED
from tests.model.effects.arms import WORKS_ON_DISUSED, life, table

MONTHS = 12
MANY_CONSENT = {"supply.renovation_consent": 0.4}


def town(world):
    """Say which dwellings are in the centre, around it or in the periphery."""
    return world.zones.kind[world.dwellings.zone] < ZoneKind.BELT


def begun(arm):
    """Return, month by month, the homes taken on and the disused ones whose owners would still agree."""
    for before, after in zip(arm.days[:-1], arm.days[1:], strict=True):
        new = (before.dwellings.managed == 0) & (after.dwellings.managed > 0)
        left = (after.dwellings.managed == 0) & (after.dwellings.state == DISUSED)
        yield new, left


@pytest.mark.parametrize("kind", WORKS_ON_DISUSED)
def test_no_home_of_the_countryside_is_in_works_while_one_of_the_town_is_left(kind):
    arm = life([table(kind, 60, new_per_month=7)], recorded=MONTHS, changes=MANY_CONSENT)
    in_town = town(arm.world)
    rural = urban = 0
    for new, left in begun(arm):
        if (new & ~in_town).any():
            assert not (left & in_town).any()
        urban += int((new & in_town).sum())
        rural += int((new & ~in_town).sum())
    assert urban > 7, "the town takes more than a month"
    assert rural > 7, "and the countryside has its turn"


def test_a_larger_programme_adds_homes_and_replaces_none():
    few, many = (
        life([table("renovation", amount)], recorded=2, changes=MANY_CONSENT).world.dwellings.managed > 0
        for amount in (8, 50)
    )
    assert few.sum() == 8
    assert many.sum() == 50
    assert not (few & ~many).any()


def test_homes_that_need_no_works_are_taken_wherever_they_are():
    """An agency that wants one home takes one of the countryside now and then, though it could have one in town."""
    passed_over = 0
    for seed in range(6):
        one, many = (life([table("social_agency", amount)], recorded=1, seed=seed) for amount in (1, 300))
        in_town = town(one.world)
        could = (next(begun(many))[0] & in_town).any()
        passed_over += int(could and (next(begun(one))[0] & ~in_town).any())
    assert passed_over > 0
