"""Robustness: known answers of every measure, stress cases as they change a scenario, and studies run in futures."""

import dataclasses

import numpy as np
import pytest

from approdo.experiments.conditions import read_condition
from approdo.experiments.events import Event
from approdo.experiments.futures import run_futures, under
from approdo.experiments.robustness import robustness
from approdo.experiments.stress import Change, Stress
from approdo.experiments.stress_file import choose_cases, read_cases, ready_cases
from approdo.experiments.study_robust import analyse, ask
from approdo.model.errors import BadInput
from approdo.model.outcomes import TOTALS
from approdo.model.territory import COMPOSITIONS
from tests.experiments.studies import DRAWN, GRID, HEAD, PREJUDICE, TUTORS, sampled, study

DOUBT = DRAWN[DRAWN.index("[[uncertain]]") :]


def losses(*rows):
    """One case, one run: a row of draws for each policy."""
    return np.array(rows, np.float64)[:, None, :, None]


def test_measures_by_hand():
    # The safe policy is never the best and never far off; the bold one wins often and loses once.
    found = robustness(("safe", "bold"), losses([4, 4, 4, 4], [2, 2, 2, 10]), np.array([[[0.0] * 4], [[0, 0, 0, 1.0]]]))
    safe, bold = found.policies
    assert [safe.measures[m].mean for m in ("max_regret", "mean_regret", "worst_tenth")] == [2, 1.5, 4]
    assert [bold.measures[m].mean for m in ("max_regret", "mean_regret", "worst_tenth")] == [6, 1.5, 10]
    assert (safe.measures["shortfall"].mean, bold.measures["shortfall"].mean) == (0, 0.25)
    high = safe.measures["shortfall"].high
    assert high is not None
    assert high > 0.2  # four successes are no certainty
    assert bold.regrets == (1.5,)
    assert safe.levels == (4.0,)


def test_worst_tenth_is_the_mean_of_the_worst_ten_of_a_hundred():
    found = robustness(("one",), losses(np.arange(100.0)))
    assert found.policies[0].measures["worst_tenth"].mean == pytest.approx(94.5)


def test_ranks_are_sure_where_the_draws_agree_and_open_where_they_do_not():
    rng = np.random.default_rng(1)
    future = rng.normal(0, 5, 60)
    clear = robustness(("a", "b"), losses(future, future + 1))
    assert [each.ranks["mean_regret"] for each in clear.policies] == [(1, 1), (2, 2)]
    assert clear.best("mean_regret") == ("a",)
    open_ = robustness(("a", "b"), losses(future + rng.normal(0, 1, 60), future + rng.normal(0, 1, 60)))
    assert set(open_.best("mean_regret")) == {"a", "b"}


def test_luck_of_runs_is_told_and_goes_away_with_them():
    rng = np.random.default_rng(2)
    noise = rng.normal(0, 1, (3, 1, 200, 64))
    few, many = (robustness(("a", "b", "c"), noise[..., :runs], repeats=20) for runs in (2, 64))
    # Three equal policies: all regret is luck, the expected range of three normal numbers less their mean.
    assert few.policies[0].measures["mean_regret"].mean == pytest.approx(0.8463 / np.sqrt(2), rel=0.15)
    assert few.luck == pytest.approx(few.policies[0].measures["mean_regret"].mean, rel=0.3)
    assert many.luck < few.luck / 4  # type: ignore[operator]
    assert robustness(("a", "b"), noise[:2, ..., :1], repeats=20).luck is None


def test_the_same_seed_gives_the_same_bits_and_missing_draws_are_left_out():
    rng = np.random.default_rng(3)
    values = rng.normal(0, 1, (2, 2, 20, 1))
    first, again = (robustness(("a", "b"), values, seed=0) for _ in range(2))
    assert first.policies == again.policies
    values[1, 0, 4] = np.nan
    assert robustness(("a", "b"), values).dropped == 1
    with pytest.raises(ValueError, match="no draw"):
        robustness(("a",), np.full((1, 1, 3, 1), np.nan))


def test_one_draw_gets_its_interval_from_runs_and_one_run_none():
    rng = np.random.default_rng(4)
    runs = rng.normal([[1.0], [2.0]], 0.1, (2, 40)).reshape(2, 1, 1, 40)
    found = robustness(("a", "b"), runs).policies[1].measures["mean_regret"]
    assert found.low < found.mean < found.high  # type: ignore[operator]
    assert robustness(("a", "b"), runs[..., :1]).policies[0].measures["mean_regret"].low is None


def test_conditions():
    condition = read_condition("hm_total < 6 and change cost_total >= -1e3", "--fails")
    assert str(condition) == "hm_total < 6 and change cost_total >= -1000"
    policy, base = np.zeros((3, len(TOTALS))), np.zeros((3, len(TOTALS)))
    policy[:, TOTALS.index("hm_total")] = [5, 6, np.nan]
    assert condition.holds(policy, base).tolist()[:2] == [1, 0]
    assert np.isnan(condition.holds(policy, base)[2])
    base[:, TOTALS.index("cost_total")] = 2000
    assert condition.holds(policy, base).tolist()[:2] == [0, 0]
    for text, told in (
        ("hm_totl < 3", "hm_total"),
        ("hm_total = 3", "expected"),
        ("", "expected"),
        ("hm_total < .", "exp"),
    ):
        with pytest.raises(BadInput, match=told):
            read_condition(text, "--fails")


def test_every_ready_case_changes_something_and_stays_valid(tmp_path):
    asked = study(tmp_path, GRID.replace("[0.5, 1, 2]", "[2]"))
    place, values = asked.territories[0], {TUTORS: 2.0}
    calm = asked.scenarios(values, place)
    assert len({case.id for case in ready_cases()}) == 7
    for case in ready_cases():
        hard = under(asked, case).scenarios(values, place)
        assert hard[1].key(1) != calm[1].key(1), case.id
        assert case.changes()
        assert case.name_it
        assert case.begins == {"fami-ends": 12, "fami-halves": 0}.get(case.id, 6)
        for name in COMPOSITIONS:
            assert sum(hard[0].territory.composition[name]) == pytest.approx(1.0)  # type: ignore[attr-defined]
        assert all(row.low <= row.value <= row.high for row in hard[0].parameters.rows)  # type: ignore[attr-defined]
        assert under(asked, case).digest != asked.digest


def test_what_a_case_does_to_a_scenario(tmp_path):
    asked = study(tmp_path, GRID)
    place = asked.territories[0]
    arms = asked.scenarios({TUTORS: 2.0}, place)
    by_id = {case.id: case.on(arms[1]) for case in ready_cases()}
    assert by_id["arrivals"].events == (Event(6, leavers=1.5),)
    delay = dict(by_id["renewal-backlog"].events[0].parameters)["permits.renewal_delay_months"]
    assert delay == 2 * arms[1].parameters["permits.renewal_delay_months"]
    assert by_id["renewal-backlog"].parameters is arms[1].parameters  # until then as expected
    halves = {lever.id: lever for lever in by_id["fami-halves"].package.levers}
    assert halves["accompaniment"]["tutors"] == 1.0  # of the point's 2, not of the file's 1
    assert halves["guarantee_fund"].budget == 10_000
    for lever in by_id["fami-ends"].package.levers:
        assert lever.first(arms[1].start) - arms[1].start + lever.months <= 12
    # In a package without levers the end of money changes nothing: not one run more.
    assert ready_cases()[2].on(arms[0]).key(1) == arms[0].key(1)
    none_left = Stress("x", "x", "", stop_after=0).on(arms[1])
    assert none_left.package.levers == ()
    assert Change("times", 9.0).on(0.5, 0, 1) == 1.0
    cut = Stress("x", "x", "", composition=(("channel.cas", Change("set", 1.0)),)).on(arms[0])
    back = Stress("x", "x", "", composition=(("channel.cas", Change("set", 0.4)),)).on(cut)
    assert back.territory.composition["channel"] == pytest.approx((0.4, 0.6))  # type: ignore[attr-defined]


def test_own_cases_and_what_is_wrong_in_them(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(
        'format = 1\n[[stress]]\nid = "rents"\nname = "Rents"\n'
        '[stress.parameters]\nowners.short_let = { set = 0.5 }\n[stress.levers]\nstop_after = 6\nkinds = ["tutoring"]\n'
    )
    (case,) = choose_cases([str(path)])
    assert case.parameters == (("owners.short_let", Change("set", 0.5)),)
    assert (case.stop_after, case.kinds) == (6, ("tutoring",))
    with pytest.raises(BadInput, match="twice"):
        choose_cases([str(path), str(path)])
    with pytest.raises(BadInput, match='Did you mean "arrivals"'):
        choose_cases(["arivals"])
    path.write_text(
        'format = 1\n[[stress]]\nid = "x"\nname = "X"\nfrom = 130\n'
        "[stress.figures]\nleaver_per_month = { times = 2 }\n"
        "[stress.parameters]\nowners.short_let = 3\nowners.risk = { times = -1 }\n[stress.zones]\nhomes = { set = 1 }\n"
        '[stress.levers]\nstop_after = 1.5\nkinds = ["tutorin"]\n'
    )
    with pytest.raises(BadInput) as told:
        read_cases(path)
    lines = str(told.value).split("\n")
    assert len(lines) == 7
    assert [int(line.split(":")[1]) for line in lines] == [5, 7, 9, 10, 12, 14, 15]
    assert 'Did you mean "leavers_per_month"' in str(told.value)
    path.write_text('format = 1\n[[stress]]\nid = "x"\nname = "X"\n')
    with pytest.raises(BadInput, match="changes nothing"):
        read_cases(path)
    path.write_text("format = 1\n")
    with pytest.raises(BadInput, match="stress"):
        read_cases(path)


def test_policies_meet_the_same_futures(tmp_path, store, fake):
    head = HEAD.replace("runs = 2", "runs = 4") + "draws = 2\n"
    asked = study(tmp_path, GRID.replace("[3, 6]", "[3]") + DOUBT, head)
    cases = choose_cases(["arrivals", "fami-ends"])
    futures = run_futures(asked, cases, store=store, workers=1)
    assert [policy.name for policy in futures.policies] == [
        "none",
        "ali (accompaniment.tutors = 0.5, guarantee_fund.months_covered = 3)",
        "ali (accompaniment.tutors = 1.0, guarantee_fund.months_covered = 3)".replace("1.0", "1"),
        "ali (accompaniment.tutors = 2, guarantee_fund.months_covered = 3)",
    ]
    assert futures.baselines == (0, 0, 0, 0)
    assert futures.totals.shape == (1, 4, 3, 2, 2, len(TOTALS))
    # The same luck in every policy and case of a draw; other luck in another draw.
    for result in futures.results:
        assert result.seeds[0].tolist() == result.seeds[2].tolist() == futures.results[0].seeds[0].tolist()
        assert result.seeds[0].tolist() != result.seeds[1].tolist()
    # The fake world knows nothing but whether there are levers: no regret between doses, the same without levers.
    (answer,) = analyse(
        futures, ask(asked, outcome="hm_total", stress=["arrivals", "fami-ends"], satisfied="hm_total > 0")
    )
    none, *doses = answer.found.policies
    assert all(each.measures["max_regret"].mean == 0 for each in doses)
    assert none.measures["mean_regret"].mean == 20 * 4 - 5
    assert none.measures["shortfall"].mean == 0
    # The runs are in the store: nothing is computed again.
    again = run_futures(asked, cases, store=store, workers=1)
    assert [each.tally.computed for each in again.results] == [0, 0, 0]
    np.testing.assert_array_equal(again.totals, futures.totals)


def test_a_higher_outcome_is_better_where_it_is(tmp_path, store, fake):
    asked = study(tmp_path, DOUBT, sampled("latin_hypercube", 3))
    futures = run_futures(asked, (), store=store, workers=1)
    assert futures.totals.shape[1:5] == (2, 1, 3, 2)
    (low,) = analyse(futures, ask(asked, outcome="hm_total", stress=[]))
    assert low.found.best("mean_regret") == ("ali",)
    (high,) = analyse(futures, ask(asked, outcome="work_12", stress=[]))
    assert high.better == "higher"


def test_what_robust_refuses(tmp_path, store, fake):
    asked = study(tmp_path, DRAWN, sampled("latin_hypercube", 4))
    with pytest.raises(BadInput, match="same futures"):
        run_futures(asked, (), store=store, workers=1)
    one = study(tmp_path, DOUBT, HEAD + 'design = "one_at_a_time"\n')
    with pytest.raises(BadInput, match="same futures"):
        run_futures(one, (), store=store, workers=1)
    with pytest.raises(BadInput, match="neither more nor less"):
        ask(asked, outcome="departures")
    with pytest.raises(BadInput, match=r"study.toml:\d+.*unknown field \"outcom\".*Did you mean"):
        ask(study(tmp_path, DOUBT + '[robust]\noutcom = "hm_total"\n', sampled("sobol", 4)))
    with pytest.raises(BadInput, match=r"study.toml:\d+.*unknown"):
        ask(study(tmp_path, DOUBT + '[robust]\nstress = ["floods"]\n', sampled("sobol", 4)))
    assert PREJUDICE in {factor.path for factor in dataclasses.replace(asked, runs=1).factors}
