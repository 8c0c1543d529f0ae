"""Who is present, those in the same state together."""

import numpy as np
import pytest

from approdo.model.processes import alike


@pytest.mark.parametrize("together", [3, 4096])
def test_the_same_people_those_in_the_same_state_together(world, monkeypatch, together):
    monkeypatch.setattr(alike, "TOGETHER", together)
    count = int(world.crowd[0])
    world.alike[:] = -1
    alike.list_alike(world)
    for start in range(0, count, together):
        block = slice(start, min(start + together, count))
        states = [alike.state_of(world.people, i) for i in world.present[block]]
        in_order = world.present[block][np.argsort(states, kind="stable")]
        assert world.alike[block].tolist() == in_order.tolist()
    assert (world.alike[count:] == -1).all()


def test_more_than_the_cache_holds_stay_by_rows(world, monkeypatch):
    monkeypatch.setattr(alike, "MOST", 5)
    count = int(world.crowd[0])
    alike.list_alike(world)
    assert world.alike[:count].tolist() == world.present[:count].tolist()
