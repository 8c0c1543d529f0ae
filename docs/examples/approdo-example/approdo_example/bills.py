"""Unforeseen bills: every month some people lose a part of their savings. The chance and the size are made up."""

import numpy as np

from approdo.model.codes import Housing
from approdo.model.engine import Own
from approdo.model.programme import Programme
from approdo.model.world import World

AFTER = "money"  # a step of the month; see approdo describe
CHANCE = 0.05  # a month and person
BILL = 15_000  # cents


def process(world: World, programme: Programme, own: Own, month: int) -> None:
    """Take a bill, or all there is if that is less, from the savings of those it meets.

    Args:
        world: of one arm; rows of `world.present` are the people in the territory. Changed.
        programme: what policy is in this arm. Not to be changed.
        own: this process's columns and its luck; the luck of a person and month is the same in every arm.
        month: recorded month, from 0.
    """
    paid = own.columns.setdefault("paid", np.zeros(world.people.id.size, np.int64))
    for i in world.present[: world.crowd[0]]:
        if world.people.housing[i] in (Housing.RECEPTION, Housing.PROLONGED_RECEPTION):
            continue
        if own.chance(month, int(world.people.id[i])) < CHANCE:
            bill = min(BILL, int(world.people.savings[i]))
            world.people.savings[i] -= bill
            paid[i] += bill
