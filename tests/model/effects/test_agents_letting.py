"""Agents who let: they cost a month's rent, and discriminate less than owners by their ratio."""

import numpy as np
import pytest

from approdo.model import flows
from approdo.model.world import copy_world
from tests.model.effects.arms import life, lived_on

MARKET = 7  # the housing market's place in the schedule
OWNERS, AGENTS = {"search.agent_chance": 0.0}, {"search.agent_chance": 1.0}


@pytest.fixture(scope="module")
def rich():
    """A month's beginning at which money keeps nobody from a home."""
    world = copy_world(life(recorded=1).days[0])
    world.people.savings[:] = 10**8
    world.people.income[:] = 300_000
    return world


def taste(ratio):
    return {**AGENTS, "landlords.agent_taste": ratio}


def test_an_agent_with_the_whole_taste_chooses_as_the_owner(rich):
    owners, agents = lived_on(rich, 0, OWNERS, MARKET), lived_on(rich, 0, taste(1.0), MARKET)
    assert (owners.flows == agents.flows).all()
    assert owners.flows[flows.HOUSED] > 3
    assert (owners.people.home == agents.people.home).all()
    assert (owners.people.housing == agents.people.housing).all()
    dearer = owners.people.savings - agents.people.savings
    signed = owners.people.home != rich.people.home
    signed &= owners.people.home >= 0
    # a month's rent to the agent, and nothing from anybody else
    assert (dearer[signed] == owners.people.rent[signed]).all()
    assert not dearer[~signed].any()


def test_an_agent_without_taste_chooses_as_owners_without_prejudice():
    """In a whole run: only letting reads taste."""
    fair, agents = (
        life(recorded=12, diary=False, changes={**AGENTS, **changes}).world
        for changes in ({"landlords.prejudice_mean": 0.0}, {"landlords.agent_taste": 0.0})
    )
    assert (fair.record.housing == agents.record.housing).all()
    assert (fair.record.work == agents.record.work).all()
    assert agents.terms[0] > fair.terms[0] == 0.0


def test_the_ratio_acts_only_where_an_agent_lets():
    homes = [
        life(recorded=12, diary=False, changes={**OWNERS, "landlords.agent_taste": ratio}).world.record.housing
        for ratio in (0.4, 1.0)
    ]
    assert (homes[0] == homes[1]).all()


def test_the_less_an_agent_discriminates_the_more_are_answered(rich):
    """One month's applications are the same, so that replies can only be added."""
    months = [lived_on(rich, 0, taste(ratio), MARKET) for ratio in (3.0, 1.0, 0.5, 0.0)]
    assert len({int(month.flows[flows.APPLICATIONS]) for month in months}) == 1
    replies = [int(month.flows[flows.REPLIES]) for month in months]
    assert replies == sorted(replies)
    assert replies[0] < replies[-1]
    assert np.unique(replies).size > 2
