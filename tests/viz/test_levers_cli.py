"""`approdo levers` and the listing of assumptions, as their users type them."""

import json

import pytest

from approdo.experiments import lever_table
from approdo.experiments.influence import read_screening
from approdo.model.levers import LEVERS
from approdo.model.parameters import load_parameters
from approdo.viz.cli import levers

SMALL = ("--months", "14", "--runs", "3", "--workers", "1")


def test_the_default_number_of_runs_is_that_of_the_experiment():
    assert levers.RUNS == lever_table.RUNS


def test_effects_of_some_levers_as_a_table_and_as_json(ask, tmp_path):
    code, out, _ = ask("levers", "--effects", "padova", "--kind", "tutoring", *SMALL, "--json", "a.json")
    assert code == 0
    assert "each lever alone, 3 pairs over 14 months" in out
    document = json.loads((tmp_path / "a.json").read_text())
    assert document["command"] == "levers"
    assert [each["kind"] for each in document["results"]["effects"]] == ["tutoring"]
    assert document["inputs"]["territories"] == ["padova"]
    assert document["run"]["runs_computed"] > 0


def test_the_list_and_one_lever(ask, tmp_path):
    assert all(kind in ask("levers")[1] for kind in LEVERS)
    code, out, _ = ask("levers", "home_hosting", "--json", "b.json")
    assert code == 0
    assert "families" in out
    assert "-inf" not in out, "what has no bounds is told in words"
    assert "a month or +N" in out
    assert len(json.loads((tmp_path / "b.json").read_text())["results"]["rows"]) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["a", "b"], "name one lever"),
        (["--effects"], "no territory"),
        (["--effects", "padovva"], 'Did you mean "padova"'),
        (["--on", "ali"], "go with --effects"),
        (["--kind", "tutoring"], "go with --effects"),
        (["--effects", "padova", "--runs", "0"], "runs = 0"),
    ],
)
def test_what_is_asked_wrongly(ask, words, said):
    code, _, told = ask("levers", *words)
    assert code == 2
    assert said in told


def test_assumptions_are_listed_by_influence_and_it_says_what_that_is(ask, tmp_path):
    screening = read_screening()
    assert screening is not None
    code, out, _ = ask("parameters", "--status", "assumption", "--json", "c.json")
    assert code == 0
    assert f"Computed {screening.computed}" in out
    results = json.loads((tmp_path / "c.json").read_text())["results"]
    sizes = [row["influence"] or 0.0 for row in results["rows"]]
    assert sizes == sorted(sizes, reverse=True)
    assert {row["status"] for row in results["rows"]} == {"assumption"}
    assert len(sizes) == sum(row.status == "assumption" for row in load_parameters().rows)
    assert results["influence"]["draws"] == screening.draws
    assert "influence" not in ask("parameters", "--status", "recalled")[1].splitlines()[0]


def test_without_a_screening_it_says_so(ask, monkeypatch, tmp_path):
    monkeypatch.setattr("approdo.experiments.influence.read_screening", lambda: None)
    code, out, _ = ask("parameters", "--status", "assumption")
    assert code == 0
    assert "has not been screened" in out
