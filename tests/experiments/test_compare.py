"""Comparisons of the fake world, whose answers are known (tests/experiments/fake_engine.py)."""

import json
import math
from typing import Any

import pytest

from approdo import load_package, load_territory
from approdo.experiments.compare import compare
from approdo.experiments.contrast import headline_window
from approdo.experiments.labels import label
from approdo.experiments.request import read_request
from approdo.experiments.summary import simulate
from approdo.experiments.uncertainty import Share, Split
from approdo.model import engine
from approdo.model.errors import BadInput, Failure
from tests.experiments.fake_engine import COST, EFFECT, HARM, REACHED, WORSE

ASKED: dict[str, Any] = {"months": 36, "runs": 12, "seed": 1, "workers": 1}
NET = REACHED * EFFECT - WORSE * HARM  # homeless months averted in every run


@pytest.fixture
def answer(fake, store):
    return compare("padova", "ali", store=store, **ASKED)


@pytest.mark.parametrize(
    ("months", "window"),
    [(1, None), (11, None), (12, 12), (23, 12), (24, 12), (35, 12), (36, 24), (47, 24), (48, 36), (120, 36)],
)
def test_the_headlines_window_leaves_a_year_of_exits(months, window):
    assert headline_window(months) == window


def test_displacement_counts_the_unreached_and_other_households(answer):
    contrast = answer.contrasts[0]
    assert contrast.displaced_unreached.mean == WORSE * HARM
    assert contrast.totals["others_searching_total"].difference.mean == 3.0
    assert contrast.displaced.mean == pytest.approx((WORSE * HARM + 3) / (REACHED * EFFECT))


def test_cost_per_homeless_month_averted(answer):
    found = answer.contrasts[0].cost_per_month
    assert found.mean == pytest.approx(COST / NET)
    assert (found.low, found.high) == (pytest.approx(COST / NET), pytest.approx(COST / NET))


def test_no_cost_per_month_where_nothing_is_averted(fake, store, monkeypatch):
    monkeypatch.setattr(fake, "EFFECT", 0)
    contrast = compare("padova", "ali", store=store, **ASKED).contrasts[0]
    assert contrast.cost_per_month.mean is None
    assert "not clearly above zero" in contrast.cost_per_month.why
    assert contrast.displaced.mean is None


def test_pairing_is_measured(answer):
    headline = answer.contrasts[0].headline
    assert headline.difference.mean == pytest.approx(-1, abs=0.1)
    assert headline.correlation > 0.95
    assert headline.fewer_runs > 20


def test_a_sign_that_depends_on_the_definition_is_said(answer):
    assert answer.contrasts[0].depends_on_definition
    assert "The answer depends on the definition" in str(answer)


def test_the_text_has_all_that_a_reader_needs(answer):
    text = str(answer)
    for part in (
        "Padova, 36 months from 2018-10, 10 leavers, 12 paired runs, model ",
        "A.L.I. lowers homeless-months per leaver from ",
        " on average: ",
        "; in none of 12 worlds it raises them.",
        "A.L.I., compared with no new policy:",
        "of which displaced onto others",
        "cost per homeless-month averted",
        "EUR 13",
        "no detectable difference",
        "What this cannot tell:",
        "rankings of policies are driven by priors",
        "positions of zones are synthetic",
        "Of A.L.I., not modelled:",
        "A.L.I.: illustrative doses; not an evaluation of the project.",
        "Reproduce: approdo compare padova --package ali --months 36 --runs 12 --seed 1",
    ):
        assert part in " ".join(text.split())
    assert max(len(line) for line in text.splitlines()) <= 120
    assert "nan" not in text
    assert "-0.0 " not in text


@pytest.mark.parametrize(("chance", "driven"), [(0.0, True), (0.49, True), (0.51, False), (1.0, False)])
def test_it_says_when_more_than_half_of_the_spread_is_assumed(fake, store, chance, driven):
    answer = compare("padova", "ali", store=store, start="2020-01", **ASKED)
    vars(answer.contrasts[0])["split"] = Split(Share(chance, 0.0, 1.0), 4)
    assert ("Assumption-driven: more than half" in " ".join(str(answer).split())) is driven


@pytest.mark.parametrize("columns", [80, 100, 120])
@pytest.mark.parametrize("packages", ["ali", ["ali", "inside-aut"]])
def test_the_text_fits_into_a_terminal_and_says_the_same(fake, store, columns, packages):
    answer = compare("padova", packages, store=store, start="2020-01", **ASKED)
    for details in (False, True):
        whole, narrow = answer.text(details), answer.text(details, columns=columns)
        assert " ".join(narrow.split()) == " ".join(whole.split())
        lines = [line for line in narrow.splitlines() if not line.startswith("Reproduce: ")]  # to be copied
        assert max(len(line) for line in lines) <= columns


def test_the_document_is_json_without_nan_and_says_why(answer):
    document = answer.document()
    text = json.dumps(document, allow_nan=False, sort_keys=True)
    assert json.loads(text) == document
    rows = {(row["outcome"], row["arm"], row["month"]): row for row in document["rows"] if row["group"] == "all"}
    assert rows["stable_12", "ali", None]["mean"] is None
    assert rows["stable_12", "ali", None]["why"] == "defined in no run"
    assert {row["arm"] for row in document["rows"]} == {"none", "ali", "ali - none"}
    wanted = {"territory", "outcome", "arm", "month", "group", "mean", "low", "high", "unit", "n"}
    for row in document["rows"]:
        assert set(row) - {"why"} == wanted
        assert ("why" in row) == (row["mean"] is None or row["low"] is None)
        assert row["low"] is None or row["low"] <= row["mean"] <= row["high"] or math.isclose(row["low"], row["high"])
    assert rows["el1", "none", "2018-10"]["n"] == 12
    assert rows["cost_per_homeless_month", "ali - none", None]["mean"] == pytest.approx(COST / NET)
    assert len(rows) == len([row for row in document["rows"] if row["group"] == "all"])


def test_chance_and_parameters_are_told_apart(answer):
    found = answer.document()["contrasts"][0]["uncertainty"]
    assert found["chance"] is None  # 12 runs have 3 repeats only
    assert "too few repeated worlds" in found["why"]
    assert found["worlds_low"] <= answer.contrasts[0].headline.difference.mean <= found["worlds_high"]
    assert found["other_sign"]["share"] == 0
    assert not found["identical"]
    assert "[ ] holds all 12 worlds, each with its own luck and its own draw of the assumptions" in str(answer)


def test_fixed_parameters_are_said(fake, store):
    answer = compare("padova", "ali", store=store, parameters="fixed", **ASKED)
    assert "which differ by luck only (parameters fixed)" in " ".join(str(answer).split())
    assert "the intervals hold chance only" in " ".join(str(answer).split())
    assert "--parameters fixed" in answer.reproduce
    assert answer.tally.computed == 24  # no repeats


def test_a_package_that_does_the_same_is_identical(fake, store, tmp_path):
    (tmp_path / "nothing.toml").write_text('format = 1\n[package]\nname = "Nothing at all"\n')
    answer = compare("padova", str(tmp_path / "nothing.toml"), store=store, **ASKED)
    text = " ".join(str(answer).split())
    assert "Nothing at all: no difference in homeless-months per leaver, identical in all 12 worlds." in text
    assert answer.document()["contrasts"][0]["uncertainty"]["identical"]


def test_several_packages_fit_on_one_screen_and_are_ranked(fake, store, tmp_path):
    nothing = tmp_path / "nothing.toml"
    nothing.write_text('format = 1\n[package]\nname = "A.L.I."\n')
    answer = compare("padova", ["ali", str(nothing)], store=store, **ASKED)
    text = str(answer)
    assert len(text.splitlines()) <= 45
    assert "Ranked by homeless-months per leaver, Padova" in text
    assert "A.L.I. (ali)" in text
    assert "A.L.I. (nothing)" in text
    assert "departed" in text
    ranking = answer.document()["rankings"][0]
    assert [rank["arm"] for rank in ranking["ranks"]] == ["ali", "none", "nothing"]
    places = {rank["arm"]: (rank["rank_low"], rank["rank_high"]) for rank in ranking["ranks"]}
    assert places == {"ali": (1, 1), "none": (2, 3), "nothing": (2, 3)}
    assert [pair["identical"] for pair in ranking["pairs"]] == [False, True, False]
    assert "identical in all 12 worlds" in answer.text(details=True)


def test_details_hold_every_table(fake, store):
    answer = compare(["padova", "bologna"], "ali", store=store, **ASKED)
    assert "cost per homeless-month averted" not in str(answer)
    details = answer.text(details=True)
    assert details.count("cost per homeless-month averted") == 2
    assert "Pairing: correlation " in details
    assert max(len(line) for line in details.splitlines()) <= 120


def test_the_frame_is_tidy(answer):
    frame = answer.outcomes()
    assert len(frame) == len(list(answer.rows()))
    assert list(frame.columns[:10]) == [
        "territory", "outcome", "arm", "month", "group", "mean", "low", "high", "unit", "n",
    ]  # fmt: skip
    assert frame["mean"].dtype == float


def test_one_run_has_no_interval_and_says_so(fake, store):
    answer = compare("padova", "ali", store=store, months=36, runs=1, seed=0, workers=1)
    assert "one run gives no interval" in str(answer)
    assert answer.reproduce.endswith("--runs 1 --seed 0")
    json.dumps(answer.document(), allow_nan=False)


def test_a_horizon_below_a_year_has_no_window(fake, store):
    answer = compare("padova", "ali", store=store, months=6, runs=3, seed=1, workers=1)
    assert "homeless person-months" in str(answer).splitlines()[1]
    assert answer.document()["contrasts"][0]["window_months"] is None


def test_objects_and_names_ask_the_same(fake, store, answer):
    again = compare(load_territory("padova"), load_package("ali"), store=store, **ASKED)
    assert again.document() == answer.document()
    assert (again.tally.found, again.tally.computed) == (30, 0)  # 12 pairs, and 3 repeated with other luck


def test_several_territories_in_one_table(fake, store):
    answer = compare(["padova", "bologna"], "ali", store=store, **ASKED)
    assert [contrast.policy.territory.id for contrast in answer.contrasts] == ["padova", "bologna"]
    assert str(answer).startswith("Homeless-months per leaver, 24 months, compared with the baseline:")
    assert answer.reproduce.startswith("approdo compare padova bologna --package ali")


def test_territories_of_the_package_if_none_is_given(fake, store):
    answer = compare([], "ali", store=store, **ASKED)
    assert [contrast.policy.territory.id for contrast in answer.contrasts] == ["padova"]
    assert answer.reproduce.startswith("approdo compare --package ali")


def test_runs_that_fail_are_left_out_in_pairs_and_said(fake, store, monkeypatch):
    bad = read_request("compare", "padova", "ali", runs=12).seeds[4]

    def breaks(territories, parameters, arms, start, months, seed, **_):
        if seed == bad and any(levers for (levers,) in arms):
            raise RuntimeError("first line\nsecond line")
        return fake.run_together(territories, parameters, arms, start, months, seed)

    monkeypatch.setattr(engine, "run_together", breaks)
    answer = compare("padova", "ali", store=store, **ASKED)
    assert answer.contrasts[0].pairs == 11
    assert list(answer.contrasts[0].runs) == [0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11]
    assert "1 of 30 runs failed and are left out; the first said: RuntimeError: first line\n" in str(answer)


def test_when_every_run_fails_the_first_message_is_told(fake, store, monkeypatch):
    def breaks(*given, **_):
        raise RuntimeError("nothing works")

    monkeypatch.setattr(engine, "run_together", breaks)
    with pytest.raises(Failure, match="no run could be computed; the first one said: RuntimeError: nothing works"):
        compare("padova", "ali", store=store, **ASKED)


def test_a_summary_of_one_package(fake, store):
    answer = simulate("padova", "ali", store=store, **ASKED)
    text = str(answer)
    assert text.startswith("Padova, 36 months from 2018-10, A.L.I., 12 runs")
    assert "Reproduce: approdo run padova --package ali --months 36 --runs 12 --seed 1" in text
    json.dumps(answer.document(), allow_nan=False)
    frame = answer.outcomes("it")
    assert set(frame["arm"]) == {"ali"}
    assert frame["unit"].notna().all()
    assert set(frame["label"]) == {label(name, "it") for name in frame["outcome"]}


@pytest.mark.parametrize(
    ("territories", "packages", "more", "said"),
    [
        ("padoa", "ali", {}, 'unknown territory "padoa". Did you mean "padova"?'),
        (["padova", "milan"], "ali", {}, 'Did you mean "milano"?'),
        ("padova", "alli", {}, 'Did you mean "ali"?'),
        ("padova", [], {}, "no package given"),
        ([], "none", {"baseline": "ali"}, ""),
        ("padova", ["ali", "ali"], {}, 'package "ali" is given twice'),
        ("padova", "none", {}, 'package "none" is given twice'),
        ("padova", "ali", {"months": 0}, "months = 0, expected 1 to 120"),
        ("padova", "ali", {"runs": 0}, "runs = 0, expected 1 to"),
        ("padova", "ali", {"seed": -1}, "seed = -1, expected 0 to"),
        ("padova", "ali", {"start": "2018-13"}, 'month "2018-13": expected YYYY-MM'),
        (7, "ali", {}, "expected a name"),
        ("padova", 7, {}, "expected a name"),
    ],
)
def test_what_is_wrong_is_said_with_the_way_out(territories, packages, more, said):
    if said:
        with pytest.raises(BadInput) as error:
            read_request("compare", territories, packages, **more)
        assert said in str(error.value)
    else:
        assert len(read_request("compare", territories, packages, **more).all_scenarios) == 2


def test_the_same_start_in_every_arm(tmp_path):
    for name, month in (("early", "2018-01"), ("late", "2019-01")):
        (tmp_path / f"{name}.toml").write_text(f'format = 1\n[package]\nname = "{name}"\nstarts = "{month}"\n')
    paths = [str(tmp_path / "early.toml"), str(tmp_path / "late.toml")]
    with pytest.raises(BadInput, match=r"start in different months .early 2018-01, late 2019-01"):
        read_request("compare", "padova", paths)
    asked = read_request("compare", "padova", paths, start="2019-06")
    assert {scenario.start for scenario in asked.all_scenarios} == {2019 * 12 + 5}
    assert "--start 2019-06" in asked.command
    alone = read_request("compare", "padova", paths[0])
    assert {scenario.start for scenario in alone.all_scenarios} == {2018 * 12}
