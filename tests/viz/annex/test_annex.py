"""The annexes: each kind in both languages, what was entered apart from what was simulated, asked well and badly."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from approdo.experiments.compare import compare
from approdo.experiments.economics.costs import payers_file
from approdo.experiments.process_outputs import OUTPUTS, Output, ProcessOutputs
from approdo.experiments.store import Store
from approdo.model import engine
from approdo.model.levers import LEVERS
from approdo.viz.annex.content import KINDS, content
from approdo.viz.annex.fami import lines_file
from approdo.viz.cli.main import app
from approdo.viz.report.html import html
from approdo.viz.report.material import materials
from approdo.viz.report.speech import speak
from tests.experiments import fake_engine

ENTERED = ProcessOutputs((Output("networks", 5, 6, "closing report"), Output("bodies", reached=66)), 2024 * 12 + 1, "p")
PROCESS = """format = 1
[process]
as_of = "2024-02"
[[output]]
id = "networks"
planned = 5
reached = 6
source = "closing report"
"""


@pytest.fixture(scope="module")
def material(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "run_together", fake_engine.run_together)
        with Store(str(tmp_path_factory.mktemp("store") / "runs.db")) as store:
            answer = compare("padova", "ali", months=36, runs=8, seed=1, workers=1, store=store)
            return materials(answer, store)[0]


def table(document, name):
    return next(each for _, each in document.tables() if each.id == name)


def cells(found, language="en"):
    return [[speak(cell, language) for cell in row] for row in found.rows]


@pytest.mark.parametrize("language", ["en", "it"])
@pytest.mark.parametrize("kind", list(KINDS))
def test_each_kind_is_whole_in_both_languages(material, kind, language):
    document = content(kind, material, ENTERED, "approdo annex", {"python": "3"})
    page = html(document, language).decode()
    assert "{" not in page.partition("</style>")[2]
    assert "annex_" not in page.replace("approdo annex", "")
    for _, each in document.tables():
        assert all(len(row) == len(each.heads) for row in each.rows), each.id
    assert len({each.id for _, each in document.tables()}) == len(document.tables())
    assert {"cash-0-1", "process"} <= {each.id for _, each in document.tables()}
    assert "prefettura" in page or "prefecture" in page


def test_process_outputs_are_told_as_entered_and_none_is_simulated(material):
    document = content("consiglio", material, ENTERED, "approdo annex", {})
    assert cells(table(document, "process")) == [
        ["Governance networks activated", "5", "6", "closing report"],
        ["Bodies involved in the networks", "____", "66", "____"],
    ]
    empty = table(content("consiglio", material, ProcessOutputs(), "approdo annex", {}), "process")
    assert len(empty.rows) == len(OUTPUTS)
    assert all(cell == "____" for row in cells(empty) for cell in row[1:])


def number(cell: Any) -> float:
    return float(cell.value)


def test_the_headings_of_a_budget_add_up_to_what_the_package_spends(material):
    document = content("fami", material, ENTERED, "approdo annex", {})
    budget = table(document, "budget-0")
    *lines, total = [[number(cell) for cell in row[1:-2]] for row in budget.rows]
    for year in range(len(total)):
        assert sum(line[year] for line in lines) == pytest.approx(total[year], abs=1e-6)
    spent = material.first.policy.spent.sum()
    assert sum(total) == pytest.approx(float(spent), rel=1e-6)
    assert budget.rows[-1][-1].value <= sum(total)


def test_every_lever_has_a_heading_and_a_payer():
    assert set(lines_file()["lever"]) == set(LEVERS) == set(payers_file()["lever"])
    assert set(lines_file()["lever"].values()) <= set(lines_file()["lines"])


@pytest.fixture
def ask(monkeypatch, tmp_path):
    monkeypatch.setattr(engine, "run_together", fake_engine.run_together)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("APPRODO_STORE", str(tmp_path / "runs.db"))
    (tmp_path / "p.toml").write_text(PROCESS)

    def run(*words):
        return CliRunner().invoke(app, ["annex", *words, "--workers", "1"])

    return run


def test_an_annex_in_italian_unless_asked_otherwise(ask, tmp_path):
    done = ask("padova", "--package", "ali", "--runs", "2", "--kind", "fami", "--process", "p.toml", "--to", "a",
               "--format", "html,csv", "--json", "a.json")  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "LA RISPOSTA IN BREVE" in done.stdout
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == [
        "approdo-annex-fami-padova-it.csv",
        "approdo-annex-fami-padova-it.html",
    ]
    found = json.loads((tmp_path / "a.json").read_text())
    assert found["results"]["annexes"][0]["process"][0] == {
        "id": "networks", "planned": 5, "reached": 6, "source": "closing report",
    }  # fmt: skip
    assert str(tmp_path) not in json.dumps(found["results"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--kind", "fam"), 'Did you mean "fami"'),
        (("--kind", "fami", "--language", "de"), "expected en or it"),
        (("--kind", "fami", "--process", "nowhere.toml"), "no such file"),
        (("--kind", "fami", "--format", "odt"), "expected html"),
    ],
)
def test_asked_wrongly(ask, words, said):
    done = ask("padova", "--package", "ali", "--to", "a", *words)
    assert done.exit_code == 2
    assert said in done.stderr
    assert "Traceback" not in done.output


def test_the_kind_must_be_said(ask):
    done = ask("padova", "--package", "ali", "--to", "a")
    assert done.exit_code == 2
