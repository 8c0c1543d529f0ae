"""Several territories together: sums and means that can be worked out by hand; thin ones stay out of totals."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from approdo.experiments.compare import compare
from approdo.experiments.summary import simulate
from approdo.experiments.together import NOT_ADDED, SUMS, WINDOWED, added_up, in_totals, is_thin
from approdo.model.outcomes import TOTALS
from approdo.model.territory import load_territory

ASKED: dict[str, Any] = {"months": 14, "runs": 3, "seed": 1, "workers": 1}


def arm(name, runs=2, **values):
    """Return the totals of an arm: every outcome 0 unless given as one number a run."""
    totals = np.zeros((runs, len(TOTALS)))
    for outcome, numbers in values.items():
        totals[:, TOTALS.index(outcome)] = numbers
    return SimpleNamespace(territory=load_territory(name), totals=totals)


def column(totals, outcome):
    return totals[:, TOTALS.index(outcome)].tolist()


def test_counts_and_money_are_sums_and_shares_are_means_over_all_people():
    left = arm("parma", index_people_12=[10, 20], hm_strict_12=[6, 3], cost_gross=[100, 50], hm_total=[60, 60])
    right = arm("bologna", index_people_12=[30, 20], hm_strict_12=[2, 5], cost_gross=[1, 2], hm_total=[60, 100])
    both = added_up([left, right])
    assert column(both, "index_people_12") == [40, 40]
    assert column(both, "hm_strict_12") == [3.0, 4.0]  # (60 + 60) / 40 and (60 + 100) / 40
    assert column(both, "cost_gross") == [101, 52]
    assert column(both, "hm_total") == [120, 160]


def test_a_run_in_which_a_territory_has_nobody_counts_nobody_there():
    left = arm("parma", index_people_12=[0, 4], hm_strict_12=[np.nan, 1])
    right = arm("bologna", index_people_12=[5, 4], hm_strict_12=[7, 3])
    assert column(added_up([left, right]), "hm_strict_12") == [7, 2]
    nobody = added_up([arm("parma"), arm("bologna")])
    assert np.isnan(column(nobody, "hm_strict_12")).all()


def test_one_territory_adds_up_to_itself():
    rng = np.random.default_rng(1)
    alone = arm("parma", 5, **{name: rng.uniform(1, 9, 5) for name in TOTALS})
    same = added_up([alone])
    assert same is not None
    known = [place for place, name in enumerate(TOTALS) if name in SUMS or name.rsplit("_", 1)[-1] in WINDOWED]
    assert np.allclose(same[:, known], alone.totals[:, known], rtol=1e-12)
    assert tuple(name for number, name in enumerate(TOTALS) if number not in known) == NOT_ADDED


def test_different_runs_do_not_add_up():
    assert added_up([arm("parma", 2), arm("bologna", 3)]) is None


def test_thin_territories_do_not_count_unless_asked_or_alone():
    known, thin = arm("parma"), arm("berlin")
    assert [is_thin(each.territory) for each in (known, thin)] == [False, True]
    assert in_totals([known, thin]) == [known]
    assert in_totals([known, thin], thin_too=True) == [known, thin]
    assert in_totals([thin]) == [thin]


def test_a_comparison_shows_one_table_with_thin_territories_below_the_total(fake, store):
    told = str(compare([], "integras", store=store, **ASKED)).splitlines()
    table = told[: told.index("")]
    first = [line.split(",")[0].strip() for line in table[1:-1]]
    assert first == ["Parma", "Bologna", "all 2 together", "Berlin", "Vienna", "Ljubljana"]
    assert ["*" in line for line in table[1:-1]] == [False, False, False, True, True, True]
    assert "not in any total" in table[-1]


@pytest.mark.parametrize(("places", "lines"), [(["parma", "bologna"], 3), (["parma", "berlin"], 2)])
def test_a_total_needs_two_territories_that_count(fake, store, places, lines):
    told = str(compare(places, "ali", store=store, **ASKED)).splitlines()
    assert sum(", A.L.I." in line for line in told[1 : told.index("")]) == lines


def test_thin_territories_count_where_that_is_asked_for(fake, store):
    answer = compare(["parma", "berlin"], "ali", store=store, **ASKED)
    assert "together" not in answer.text()
    told = answer.text(thin_too=True)
    assert "all 2 together" in told
    assert "counted because --thin was given" in told
    assert told.splitlines()[-1].endswith(" --thin")
    alone = simulate(["parma", "berlin"], "ali", store=store, **ASKED)
    assert "together" not in str(alone)
    assert "all 2 together" in alone.text(thin_too=True)


def test_a_thin_territory_has_no_ranking_unless_asked_for(fake, store):
    answer = compare(["parma", "berlin"], ["ali", "inside-aut"], start="2020-05", store=store, **ASKED)
    told = answer.text()
    assert "person-months, Parma (1-2: the runs cannot tell)" in told or "per leaver, Parma" in told
    assert "per leaver, Berlin" not in told
    assert "No ranking in Berlin: even the number of leavers is a judgement" in told
    parma, berlin = answer.document()["rankings"]
    assert len(parma["ranks"]) == 3
    assert (berlin["territory"], berlin["ranks"]) == ("berlin", [])
    assert "thin" in berlin["why"]
    assert "per leaver, Berlin" in answer.text(thin_too=True)
    assert len(answer.document(thin_too=True)["rankings"][1]["ranks"]) == 3


def test_a_run_of_several_territories_is_one_table(fake, store):
    answer = simulate([], "inside-aut", store=store, **ASKED)
    lines = str(answer).splitlines()
    assert lines[0].startswith("INSIDE AUT, 14 months from 2020-05, 3 runs")
    names = [line.strip().split("  ")[0] for line in lines[2:12]]
    assert names == [
        *("Ancona", "Avellino", "Bologna", "Foggia", "Milano", "Perugia", "Ragusa", "Sondrio", "Varese"),
        "all 9 together",
    ]
    assert "INSIDE AUT: illustrative doses; not an evaluation of the project." in lines
    assert {row["territory"] for row in answer.rows()} == {arms[0].territory.id for arms in answer.request.scenarios}
