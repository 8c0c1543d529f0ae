"""The screening of assumptions: known rank correlations, its file, and what the listing says of it."""

import dataclasses

import numpy as np
import pytest

from approdo.experiments.influence import FILE, Screened, Screening, read_screening, write_screening
from approdo.experiments.screening import rank_correlations, screen
from approdo.model.errors import BadInput
from approdo.model.parameters import load_parameters

SCREENED = (Screened("work.turnover", (0.3, -0.4), (0.0, 0.0)), Screened("market.turnover", (0.1, 0.1), (-0.6, 0.8)))
SOME = Screening("2026-11-22", "1.0.0", "abc", ("padova", "foggia"), "ali", "hm_strict_24", 36, 401, 1, SCREENED)


def test_rank_correlations_of_known_orders():
    runs = 50
    rising = np.arange(runs, dtype=np.float64)
    inputs = np.column_stack(
        [rising, rising**3, -np.exp(rising / 10), np.full(runs, 2.0), np.r_[rising[::2], rising[1::2]]]
    )
    found = rank_correlations(inputs, rising)
    assert found[:4].tolist() == pytest.approx([1.0, 1.0, -1.0, 0.0])
    d = inputs[:, 4] - rising
    assert found[4] == pytest.approx(1 - 6 * (d**2).sum() / (runs * (runs**2 - 1)))


def test_runs_without_an_outcome_are_left_out():
    x = np.array([[1.0], [2.0], [9.0], [3.0]])
    assert rank_correlations(x, np.array([1.0, 2.0, np.nan, 3.0]))[0] == pytest.approx(1.0)


def test_the_size_is_the_greater_of_the_two_and_chance_shrinks_with_draws():
    assert SOME.size("work.turnover") == pytest.approx(np.sqrt((0.09 + 0.16) / 2))
    assert SOME.size("market.turnover") == pytest.approx(np.sqrt((0.36 + 0.64) / 2))
    assert SOME.size("new.one") is None
    assert SOME.chance == pytest.approx(1.96 / 20)


def test_it_says_when_the_rules_have_changed():
    assert "changed since" in SOME.text("other rules")
    assert "changed since" not in SOME.text("abc")
    assert "2026-11-22" in SOME.text("abc")
    assert SOME.document("other rules")["model_is_present"] is False


def test_written_and_read_it_is_the_same(tmp_path):
    write_screening(SOME, tmp_path / "some.toml")
    found = read_screening(tmp_path / "some.toml")
    assert found is not None
    assert set(found.influences) == set(SOME.influences)
    assert found.influences[0].name == "market.turnover", "the most influential first"
    assert dataclasses.replace(found, influences=SOME.influences) == SOME
    assert read_screening(tmp_path / "none.toml") is None


def test_a_small_screening_is_the_same_for_the_same_seed():
    def once(seed):
        return screen("2026-11-22", territories=["parma"], months=12, draws=8, seed=seed, workers=1)

    first = once(3)
    assert first == once(3)
    assert first != once(4)
    assumptions = {row.name for row in load_parameters().rows if row.status == "assumption"}
    assert set(first.by_name) == assumptions
    assert all(-1 <= value <= 1 for each in first.influences for value in (*each.level, *each.change))


@pytest.mark.parametrize(
    "wrong", [{"draws": 3}, {"months": 6}, {"months": 500}, {"draws": 8, "territories": ["atlantis"]}]
)
def test_what_is_asked_wrongly(wrong):
    with pytest.raises(BadInput):
        screen("2026-11-22", workers=1, **wrong)


def test_the_recorded_screening_reads():
    found = read_screening()
    assert found is not None, FILE
    known = {row.name for row in load_parameters().rows}
    assert len(known & set(found.by_name)) > 200
    assert max(each.size for each in found.influences) > 2 * found.chance
