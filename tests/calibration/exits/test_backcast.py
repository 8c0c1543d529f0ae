"""Last year against the model: bounds, verdicts, and the shares of lives made by hand."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from approdo.calibration.cohort import NEVER
from approdo.calibration.exits import backcast
from approdo.calibration.exits.backcast import Checked, back_cast, share_after
from approdo.calibration.exits.known import Known, read_last_year
from approdo.experiments.statistics import Estimate
from approdo.model.codes import Housing, Work
from approdo.model.errors import BadInput

HEAD = "first,last,exits,outcome,since_exit,yes,no,unknown\n"
ROWS = "2019-01,2019-12,50,own_title,12,20,20,10\n2019-01,2019-12,50,working,12,30,20,0\n"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "last-year.csv"

    def make(text=HEAD + ROWS):
        path.write_text(text)
        return path

    return make


IN, OWN, STREET, GONE = Housing.RECEPTION, Housing.OWN, Housing.STREET, Housing.DEPARTED
JOB, NONE = Work.PERMANENT, Work.INACTIVE
# One in an own home, one homeless, one gone, one still inside.
LIVES: Any = SimpleNamespace(
    housing=np.array([[IN, OWN, OWN, OWN], [IN, STREET, STREET, STREET], [IN, GONE, GONE, GONE], [IN] * 4], np.int8),
    work=np.array([[NONE, JOB, JOB, JOB], [NONE] * 4, [NONE, JOB, JOB, JOB], [NONE] * 4], np.int8),
    left=np.array([1, 1, 1, NEVER], np.int16),
)


def test_shares_after_the_exit():
    rows = np.arange(3)
    assert share_after(LIVES, rows, "own_title", 1) == pytest.approx(1 / 3)
    assert share_after(LIVES, rows, "homeless", 2) == pytest.approx(1 / 3)
    assert share_after(LIVES, rows, "left_territory", 2) == pytest.approx(1 / 3)
    assert share_after(LIVES, rows, "working", 1) == pytest.approx(1 / 3)  # who has left is not known to work
    assert np.isnan(share_after(LIVES, rows[:0], "working", 1))


def test_unknown_is_bounded_and_never_dropped():
    known = Known("own_title", 12, 20, 20, 10)
    assert (known.low, known.high, known.exits) == (0.4, 0.6, 50)
    assert (Known("own_title", 12, 0, 0, 5).low, Known("own_title", 12, 0, 0, 5).high) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [(0.3, 0.7, "inside"), (0.4, 0.6, "inside"), (0.5, 0.9, "depends"), (0.45, 0.55, "depends"), (0.1, 0.39, "outside"),
     (0.61, 0.9, "outside"), (None, None, "unclear")],
)  # fmt: skip
def test_verdicts(low, high, verdict):
    assert Checked(Known("own_title", 12, 20, 20, 10), Estimate(None, low, high, 8)).verdict == verdict


def test_a_model_that_always_gives_the_same(monkeypatch, file):
    """Everybody in an own home: 100 % whatever group is drawn; nobody homeless."""
    monkeypatch.setattr(backcast, "live_cohort", lambda *_: Always)
    rows = "2019-01,2019-02,40,own_title,1,40,0,0\n2019-01,2019-02,40,homeless,1,1,30,9\n"
    found = back_cast(read_last_year(file(HEAD + rows)), "padova", runs=8, parameters="fixed")
    assert [each.verdict for each in found.outcomes] == ["inside", "outside"]
    assert found.outcomes[0].model.mean == 1.0
    assert (found.exits.mean, found.exits_inside) == (6.0, False)


class Always:
    housing = np.full((6, 4), Housing.OWN, np.int8)
    work = np.zeros((6, 4), np.int8)
    left = np.zeros(6, np.int16)
    holder = np.ones(6, bool)


def test_the_interval_holds_the_chance_of_a_small_group(monkeypatch, file):
    """Half of the lives have left: a group of 50 varies as a binomial does."""

    class Half(Always):
        housing = np.repeat(np.array([[Housing.OWN], [Housing.DEPARTED]], np.int8), [3, 3], axis=0).repeat(4, axis=1)

    monkeypatch.setattr(backcast, "live_cohort", lambda *_: Half)
    rows = "2019-01,2019-02,50,left_territory,1,25,25,0\n"
    found = back_cast(read_last_year(file(HEAD + rows)), "padova", runs=400, parameters="fixed")
    model = found.outcomes[0].model
    assert model.mean == pytest.approx(0.5, abs=0.02)
    assert model.low is not None
    assert model.high is not None
    assert (model.high - model.low) / 2 == pytest.approx(1.96 * np.sqrt(0.25 / 50), abs=0.03)


def test_in_the_model_the_same_seed_gives_the_same(file):
    rows = "2019-01,2019-01,3,own_title,1,1,1,1\n"
    last_year = read_last_year(file(HEAD + rows))
    first = back_cast(last_year, "sondrio", runs=8, seed=0)
    assert back_cast(last_year, "sondrio", runs=8, seed=0).document() == first.document()
    assert first.outcomes[0].model.n > 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + "2019-01,2019-12,50,own_title,12,20,20,9\n", "yes + no + unknown come to 49"),
        (HEAD + ROWS + "2019-02,2019-12,50,homeless,12,20,20,10\n", "last-year.csv:4: first"),
        (HEAD + ROWS + "2019-01,2019-12,50,own_title,12,20,20,10\n", "the same outcome and since_exit as in line 2"),
        (HEAD + "2019-12,2019-01,50,own_title,12,20,20,10\n", "Expected 1 to 24 months of exits"),
        (HEAD + "2019-01,2019-12,50,happy,12,20,20,10\n", "no code of this column"),
        (HEAD + "2019-01,2019-12,50,own_title,37,20,20,10\n", "outside the range"),
        (HEAD + "2019-01,2019-12,50,own_title,12,20,20,\n", "unknown: it is empty"),
        (HEAD, "no rows"),
        ("first,last,nome\n1,2,3\n", "could name a person"),
    ],
)
def test_files_filled_in_badly(text, said, file):
    with pytest.raises(BadInput) as raised:
        read_last_year(file(text))
    assert said in str(raised.value)
    assert "last-year.csv:" in str(raised.value)


@pytest.mark.parametrize(
    ("asked", "said"),
    [({"runs": 7}, "runs = 7"), ({"seed": -1}, "seed = -1"), ({"territory": "padva"}, "Did you mean")],
)
def test_asked_badly(asked, said, file):
    with pytest.raises(BadInput, match=said):
        back_cast(**{"last_year": read_last_year(file()), "territory": "padova", **asked})
