"""Groups, gaps, and who gains and loses, in the fake world, where the people and what happens to them are known."""

import json

import numpy as np
import pytest

from approdo.experiments.compare import compare
from approdo.experiments.groups import FEWEST, MERGED, groups
from approdo.experiments.people import COLUMN, GROUPS, counted, fates, group_sums, headline_months
from approdo.model import codes
from approdo.model.outcomes import NO_WINDOW, PEOPLE, TRAITS
from tests.experiments.fake_engine import CROWD, EFFECT, HARM, REACHED, WOMEN, WORSE

INSIDE = CROWD - 10  # people with a full window


@pytest.fixture
def contrast(fake, store):
    return compare("padova", "ali", store=store, months=36, runs=12, seed=1, workers=1).contrasts[0]


@pytest.fixture
def by_id(contrast):
    return {group.id: group for group in groups(contrast)}


def test_the_change_of_a_group_is_that_of_its_people(by_id):
    women, men = by_id["sex:female"], by_id["sex:male"]
    assert (women.people, men.people) == (WOMEN, INSIDE - WOMEN)
    assert women.homeless.difference.mean == pytest.approx(-EFFECT)  # all of them are reached
    of_men = (-(REACHED - WOMEN) * EFFECT + WORSE * HARM) / (INSIDE - WOMEN)
    assert men.homeless.difference.mean == pytest.approx(of_men)
    assert women.gap.difference.mean == pytest.approx(-EFFECT - of_men)
    assert men.gap.difference.mean == pytest.approx(of_men + EFFECT)
    assert women.gap.base == pytest.approx(-men.gap.base)


def test_a_group_that_is_too_small_is_not_shown(by_id, contrast):
    # 3 single parents: nobody to put them together with, so neither they nor the trait appear
    assert not [name for name in by_id if name.startswith("family")]
    assert not [name for name in by_id if name.startswith("channel")]  # everybody is in one
    for group in by_id.values():
        assert group.people >= FEWEST


def test_small_groups_are_put_together(contrast):
    sums = np.zeros((12, 4, 4))
    sums[:, :, 0] = [40, 6, 7, 0]
    sums[:, :, 1] = [80, 12, 21, 0]
    for arm in (contrast.base, contrast.policy):
        arm.groups["family"] = sums
    found = {group.name: group for group in groups(contrast, ("family",))}
    assert set(found) == {"single", MERGED}
    assert found[MERGED].people == 13
    assert found[MERGED].homeless.base == pytest.approx(33 / 13)


def test_who_gains_and_who_loses(contrast):
    found = {name: share.mean for name, share in contrast.fates.items()}
    assert found["better"] == pytest.approx(REACHED / INSIDE)
    assert found["worse"] == pytest.approx(WORSE / INSIDE)
    assert sum(found.values()) == pytest.approx(1)


def test_never_by_origin():
    assert "origin" not in TRAITS
    assert set(GROUPS) | {"zone"} == set(TRAITS)


@pytest.mark.parametrize(
    ("trait", "vocabulary"),
    [("sex", codes.Sex), ("permit", codes.Permit), ("family", codes.Family), ("channel", codes.Channel)],
)
def test_labels_follow_the_codes(trait, vocabulary):
    assert list(GROUPS[trait]) == [item.name.lower() for item in vocabulary]


def test_sums_of_every_trait_are_the_same_people():
    rng = np.random.default_rng(3)
    people = np.zeros((200, len(PEOPLE)), np.uint8)
    people[:, COLUMN["hm_12"]] = np.where(rng.random(200) < 0.3, NO_WINDOW, rng.integers(0, 13, 200))
    people[:, COLUMN["leaver"]] = rng.integers(0, 3, 200)
    people[:, COLUMN["zone"]] = rng.integers(0, 6, 200)
    people[:, COLUMN["age"]] = rng.integers(0, 4, 200)
    for window in (12, None):
        inside = counted(people, window)
        column = COLUMN["hm_12" if window else "hm_strict"]
        for table in group_sums(people, window, 6).values():
            assert table[:, 0].sum() == inside.sum()
            assert table[:, 1].sum() == people[inside, column].sum()
            assert np.isnan(table[:, 2]).all() == (window is None)


def test_nobody_is_better_than_under_the_same_policy():
    people = np.full((5, len(PEOPLE)), 3, np.uint8)
    months = headline_months(people, 24)
    found = fates(counted(people, 24), months, months)
    assert (found.better, found.worse, found.same) == (0, 0, 5)
    nobody = np.full((5, len(PEOPLE)), NO_WINDOW, np.uint8)
    months = headline_months(nobody, 24)
    assert fates(counted(nobody, 24), months, months).same == 0


def test_group_rows_stand_beside_the_others(fake, store):
    answer = compare("padova", "ali", store=store, months=36, runs=12, seed=1, workers=1)
    document = answer.document()
    json.dumps(document, allow_nan=False)
    rows = [row for row in document["rows"] if row["group"] == "sex:female"]
    assert [(row["outcome"], row["arm"]) for row in rows] == [
        ("hm_strict_24", "none"), ("hm_strict_24", "ali"), ("hm_strict_24", "ali - none"),
        ("hm_strict_24_gap", "ali - none"),
    ]  # fmt: skip
    text = answer.text(details=True)
    assert "female (15)" in text
    assert "never by origin" in text
    assert "female" not in str(answer)


def test_a_horizon_without_a_window_has_groups_too(fake, store):
    contrast = compare("padova", "ali", store=store, months=6, runs=3, seed=1, workers=1).contrasts[0]
    found = {group.id: group for group in groups(contrast)}
    assert found["sex:female"].homeless.difference.mean == pytest.approx(-EFFECT)
    assert contrast.fates["better"].mean == pytest.approx(REACHED / CROWD)
