"""Which offers somebody knows, in markets of one bucket and of several (ODD 7.8c)."""

from collections import Counter

import pytest

from approdo.model import draws
from approdo.model.parameters import load_parameters
from approdo.model.population import BUCKET, ONE_BUCKET, buckets_for

from .agents import Person
from .cases import MONTHS, province, start
from .luck import whole
from .market import Offer, known_offers, list_offers, seeks
from .model import OracleModel
from .places import Dwelt

SEED = 2


@pytest.fixture(scope="module")
def lived() -> OracleModel:
    """A small province after the burn-in."""
    model = OracleModel(province(SEED), load_parameters(), start(SEED), MONTHS, SEED)
    while model.month < 0:
        model.step()
    return model


def known_by(model: OracleModel, people: list[Person]) -> list[set[int]]:
    """The ids of the dwellings that each of these people knows."""
    by_rent = sorted(list_offers(model), key=lambda offer: offer.rent)
    return [{offer.dwelling.id for offer in known_offers(model, person, by_rent)} for person in people]


@pytest.mark.parametrize("buckets", [1, 2, 4])
def test_one_more_offer_replaces_at_most_one(lived, buckets):
    lived.buckets = buckets
    seekers = [person for person in lived.present if seeks(lived, person)]
    let = [dwelling for dwelling in lived.dwellings if dwelling.state == Dwelt.LET_OTHERS]
    for dwelling in let[::2]:  # many more offers than usual, so that people know eight
        dwelling.state = Dwelt.OFFERED
    before = known_by(lived, seekers)
    replaced = 0
    for dwelling in let[1:80:2]:
        dwelling.state = Dwelt.OFFERED
        for known, now in zip(before, known_by(lived, seekers), strict=True):
            assert now - known <= {dwelling.id}
            assert len(known - now) <= 1
            replaced += known - now != set()
        dwelling.state = Dwelt.LET_OTHERS
    for dwelling in let[::2]:
        dwelling.state = Dwelt.LET_OTHERS
    assert replaced > 20


def test_buckets_are_gone_through_in_turn_and_four_at_most(lived, monkeypatch):
    lived.buckets = 8
    let = [dwelling for dwelling in lived.dwellings if dwelling.state == Dwelt.LET_OTHERS]
    by_rent = sorted((Offer(lived, dwelling) for dwelling in let), key=lambda offer: offer.rent)
    last = Counter[int]()
    for month in range(12):  # in each month everybody begins with another bucket
        monkeypatch.setattr(lived, "month", month)
        for person in lived.present:
            if known := known_offers(lived, person, by_rent):
                first = whole(lived.luck.draw(draws.OFFER_BUCKET, month, person.id, 0))
                turns = [(offer.dwelling.id - first) % 8 for offer in known]
                assert turns == sorted(turns)
                last[turns[-1]] += 1
    assert set(last) == {0, 1, 2, 3}


@pytest.mark.parametrize(
    ("dwellings", "buckets"),
    [(0, 1), (1, 1), (ONE_BUCKET, 1), (ONE_BUCKET + 1, 4), (8 * BUCKET - 1, 4), (8 * BUCKET, 8), (500 * BUCKET, 256)],
)
def test_a_large_market_has_as_many_buckets_as_it_needs(dwellings, buckets):
    assert buckets_for(dwellings) == buckets
