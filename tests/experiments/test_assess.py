"""Self-assessment: scores worked out by hand, bounds of what is missing, answers as packages, wrong answers."""

import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from approdo.experiments.assess.answers import Answers
from approdo.experiments.assess.document import results
from approdo.experiments.assess.mapping import next_level, package_of
from approdo.experiments.assess.over_time import over_time
from approdo.experiments.assess.questionnaire import EVERY_LEVER, questionnaire
from approdo.experiments.assess.scoring import FAIR, UNKNOWN, WEAK, score
from approdo.experiments.assess.steps import try_answers
from approdo.model.errors import BadInput
from approdo.model.levers import LEVERS
from tests.experiments.self_assessment import DAY, answered

ASKED = questionnaire()
NAMES = [item.id for item in ASKED.items]


def of(dimension):
    return [item.id for item in ASKED.of(dimension)]


# --- the questionnaire itself ---


def test_five_dimensions_with_items_in_both_languages():
    assert [each.id for each in ASKED.dimensions] == ["offer", "networks", "work", "profiles", "context"]
    assert len(set(NAMES)) == len(NAMES)
    for item in ASKED.items:
        assert item.dimension in {each.id for each in ASKED.dimensions}
        assert item.text_it != item.text_en
        assert item.anchor_it != item.anchor_en
        assert bool(item.moves) != bool(item.outside_en), "an item moves a lever, or says why it cannot"
        assert bool(item.outside_en) == bool(item.outside_it)


def test_moves_point_at_levers_and_a_plan_is_no_action():
    actions = {action.id for action in ASKED.actions}
    written = []
    for item in ASKED.items:
        for move in item.moves:
            assert len(move.values) == len(ASKED.levels)
            assert move.values[0] == move.values[1]
            assert move.lever in (*actions, EVERY_LEVER)
            written.append((move.lever, move.field))
    assert len(set(written)) == len(written), "two items write the same field"
    for action in ASKED.actions:
        assert action.dose in LEVERS[action.id].fields
        assert any(move.field == action.dose for _, move in ASKED.moves(action.id))


# --- scores ---


def test_scores_by_hand():
    half = score(answered(2))
    assert {found.low for found in half.dimensions.values()} == {0.5}
    assert half.total.standing(ASKED.thresholds) == (FAIR,)
    assert half.good_practice is False
    three = score(answered(3))
    assert three.total.low == three.total.high == 0.75
    assert three.good_practice is True
    assert score(answered(1)).total.standing(ASKED.thresholds) == (WEAK,)


def test_a_threshold_is_reached_from_it_on():
    # seven items: 28 points; 20 of them are 71 %, 19 are 68 %; eight items: 32 points, 16 are just 50 %
    first, *rest = of("offer")
    found = score(answered(2, **{first: 2}))
    assert found.dimensions["offer"].standing(ASKED.thresholds) == (FAIR,)
    assert score(answered(2, **{first: 1})).dimensions["offer"].standing(ASKED.thresholds) == (WEAK,)
    assert len(rest) == 7


def test_the_total_is_the_mean_of_dimensions_whatever_their_size():
    found = score(answered(0, **dict.fromkeys(of("context"), 4)))
    assert found.total.low == pytest.approx(0.2)


def test_good_practice_asks_for_every_dimension():
    found = score(answered(4, **dict.fromkeys(of("work"), 2)))
    assert found.total.low == pytest.approx(0.9)
    assert found.good_practice is False


def test_what_does_not_apply_is_left_out():
    names = of("offer")
    found = score(answered(2, apart=names[1:], **{names[0]: 4}))
    assert found.dimensions["offer"].low == found.dimensions["offer"].high == 1.0
    nothing = score(answered(2, apart=names))
    assert nothing.dimensions["offer"].low is None
    assert nothing.dimensions["offer"].standing(ASKED.thresholds) == (UNKNOWN,)
    assert nothing.total.low == nothing.total.high == 0.5


def test_missing_answers_are_bounds():
    names = of("offer")
    found = score(answered(2, missing=names[:2])).dimensions["offer"]
    assert (found.low, found.high, found.missing) == (12 / 32, 20 / 32, 2)
    assert found.standing(ASKED.thresholds) == (WEAK, FAIR)
    empty = score(answered(2, missing=names))
    assert empty.dimensions["offer"].low is None
    assert [empty.total.low, empty.total.high] == pytest.approx([0.4, 0.6])
    nothing = score(answered(missing=NAMES))
    assert nothing.total.low is None
    assert nothing.good_practice is None
    assert nothing.lifts == ()


def test_good_practice_is_open_while_answers_are_missing():
    assert score(answered(3, missing=of("offer")[:3])).good_practice is None
    assert score(answered(1, missing=of("offer")[:1])).good_practice is False


def within(one: Any, bounds: Any) -> bool:
    return bool(bounds.low - 1e-12 <= one.low <= bounds.high + 1e-12)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([0, 1, 2, 3, 4, "na", ""]), min_size=len(NAMES), max_size=len(NAMES)), st.data())
def test_bounds_hold_whatever_the_missing_answers_turn_out_to_be(given_levels, data):
    levels = {name: each for name, each in zip(NAMES, given_levels, strict=True) if isinstance(each, int)}
    apart = tuple(name for name, each in zip(NAMES, given_levels, strict=True) if each == "na")
    missing = tuple(name for name, each in zip(NAMES, given_levels, strict=True) if each == "")
    before = score(Answers("", DAY, 20, levels, apart, missing))
    filled = {**levels, **{name: data.draw(st.integers(0, 4)) for name in missing}}
    after = score(Answers("", DAY, 20, filled, apart, ()))
    for name, found in before.dimensions.items():
        if found.low is not None:
            assert within(after.dimensions[name], found)
            assert after.dimensions[name].standing(ASKED.thresholds)[0] in found.standing(ASKED.thresholds)
    if before.total.low is not None:
        assert within(after.total, before.total)
    if before.good_practice is not None and after.total.low is not None:
        assert after.good_practice is before.good_practice


def test_what_lifts_most():
    names, small = of("offer"), of("context")
    found = score(answered(3, **{names[0]: 0, names[1]: 2, small[0]: 0}))
    assert [lift.item for lift in found.lifts] == [small[0], names[0], names[1]]  # 7 items weigh more than 8
    assert found.lifts[0].dimension_gain == pytest.approx(3 / 28)
    assert found.lifts[0].total_gain == pytest.approx(3 / 28 / 5)
    assert score(answered(3)).lifts == ()


def test_of_equal_steps_the_one_that_changes_a_standing_comes_first():
    names = of("networks")
    found = score(answered(2, **{of("offer")[0]: 1, names[0]: 1, names[1]: 1}))
    assert found.lifts[0].item == of("offer")[0]
    assert found.lifts[0].before == (WEAK,)
    assert found.lifts[0].after == (FAIR,)
    assert found.lifts[1].item == names[0]
    assert not found.lifts[-1].crosses


# --- over time ---


def test_over_time_is_by_date_and_knows_what_cannot_be_compared():
    names = of("offer")
    new = answered(2, date=datetime.date(2026, 9, 1), apart=(names[2],), **{names[0]: 3, names[1]: 1})
    found = over_time([new, answered(2)])
    assert [each.answers.date for each in found.scores] == [DAY, datetime.date(2026, 9, 1)]
    assert {step.item: step.change for step in found.steps} == {names[0]: 1, names[1]: -1, names[2]: None}
    assert found.steps[0].item == names[1]
    assert found.projects == ("Casa",)
    assert over_time([answered(2)]).steps == ()


# --- from answers to a package ---


def test_nothing_in_place_is_no_package():
    assert package_of(answered(0), "now", "now").levers == ()
    assert package_of(answered(1), "now", "now").levers == ()
    assert package_of(answered(missing=NAMES), "now", "now").levers == ()


def test_doses_follow_the_people_and_the_levels():
    made = {lever.kind: lever for lever in package_of(answered(3, people=20), "now", "now").levers}
    assert set(made) == {action.id for action in ASKED.actions}
    assert made["rent_subsidy"].number("places") == 6  # 0.3 x 20
    assert made["tutoring"].number("tutors") == 1.0  # 20 people, 20 for each tutor
    assert made["guarantee_fund"].number("months_covered") == 6
    assert {lever.months for lever in made.values()} == {24}
    assert made["tutoring"].eligibility.canonical() == {"months_since_exit_max": 24}
    twice = {lever.kind: lever for lever in package_of(answered(3, people=40), "now", "now").levers}
    assert twice["rent_subsidy"].number("places") == 12
    assert twice["partnership"].number("coverage") == made["partnership"].number("coverage")
    assert package_of(answered(3, people=1), "now", "now").levers  # rounded up: nobody falls out


def test_the_next_level_is_the_first_that_changes_the_package():
    assert next_level(answered(0), "offer_rent") == 2
    assert next_level(answered(3), "offer_rent") == 4
    assert next_level(answered(4), "offer_rent") is None
    assert next_level(answered(0), "offer_repair") is None  # not in the model
    assert next_level(answered(0), "work_plan") is None  # changes the tutors that are not there
    assert next_level(answered(0, work_tutor=2), "work_plan") == 2
    assert next_level(answered(missing=["offer_rent"]), "offer_rent") is None


def test_answers_in_a_territory(fake, store):
    found = try_answers(answered(0), "padova", months=24, runs=3, store=store, workers=1)
    assert found.whole is None
    assert len(found.steps) == len([name for name in NAMES if next_level(answered(0), name)])
    for step in found.steps:
        assert step.contrast.headline.difference.mean == pytest.approx(-1.0, abs=0.2)  # the fake world's effect
        assert (step.rank.low, step.rank.high) == (1, len(found.steps))  # all the same: nobody is first
    some = try_answers(answered(0, offer_rent=3), "padova", months=24, runs=3, store=store, workers=1)
    assert some.whole is not None
    assert some.whole.contrasts[0].headline.difference.clear
    assert all(step.contrast.headline.difference.mean == 0 for step in some.steps)
    told = results(over_time([answered(0, offer_rent=3)]), some)["trial"]
    assert not any(step["clear"] for step in told["steps"])
    assert told["steps"][0]["rank_low"] == 1


def test_steps_are_the_same_however_often_they_are_asked(fake, tmp_path):
    def told(name):
        trial = try_answers(answered(2), "padova", months=14, runs=2, workers=1, store=str(tmp_path / name))
        return results(over_time([answered(2)]), trial)

    assert told("a.db") == told("b.db")


def test_no_answer_is_nothing_to_run():
    with pytest.raises(BadInput, match="no item is answered"):
        try_answers(answered(missing=NAMES), "padova")


def test_everything_in_place_and_reviewed_has_no_next_level(fake, store):
    found = try_answers(answered(4), "padova", months=14, runs=2, store=store, workers=1)
    assert found.steps == ()
    assert set(found.still) == {item.id for item in ASKED.items if item.moves}
