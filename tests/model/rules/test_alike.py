"""People in blocks, those in the same state together."""

import numpy as np
import pytest

from approdo.model.processes import alike


@pytest.mark.parametrize("together", [3, 4096])
def test_the_same_people_those_in_the_same_state_together(world, monkeypatch, together):
    monkeypatch.setattr(alike, "TOGETHER", together)
    count = int(world.crowd[0])
    world.alike[:] = -1
    for start in range(0, count, together):
        here = alike.block_of(world, world.present, start)
        assert here.tolist() == world.present[start : min(start + together, count)].tolist()
        order = alike.block_of(world, world.alike, start)
        alike.list_alike(world, here, order)
        states = [alike.state_of(world.people, i) for i in here]
        assert order.tolist() == here[np.argsort(states, kind="stable")].tolist()
    assert sorted(world.alike[:count].tolist()) == world.present[:count].tolist()
    assert (world.alike[count:] == -1).all()
