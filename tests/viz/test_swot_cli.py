"""The command `swot` and its documents, in the fake world."""

import json
import re

import pytest
from typer.testing import CliRunner

from approdo.experiments.assess.answers import template
from approdo.experiments.swot import survey
from approdo.model import engine
from approdo.model.territory import load_territory, territory_names
from approdo.viz.cli import swot
from approdo.viz.cli.main import app
from approdo.viz.report.speech import speak
from approdo.viz.swot.entries import entries
from approdo.viz.swot.phrases import measured, quartiles
from approdo.viz.words import words
from tests.experiments import fake_engine
from tests.experiments.self_assessment import DAY
from tests.viz.report import pdf_text


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """The runs of all territories, made once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "run_together", fake_engine.run_together)
        name = str(tmp_path_factory.mktemp("store") / "runs.db")
        survey.survey(runs=2, store=name, workers=1)
    return name


@pytest.fixture
def ask(monkeypatch, tmp_path, store):
    monkeypatch.setattr(engine, "run_together", fake_engine.run_together)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("APPRODO_STORE", store)
    return lambda *given: CliRunner().invoke(app, ["swot", *given, "--workers", "1"])


def test_the_default_of_the_command_is_that_of_the_survey():
    assert swot.RUNS == survey.RUNS


def test_a_territory_in_every_format(ask, tmp_path):
    done = ask("foggia", "--runs", "2", "--to", "out", "--json", "s.json")
    assert done.exit_code == 0, done.output
    assert re.search("threat +Unemployment rate", done.stdout)
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == [f"approdo-swot-foggia-en.{ending}" for ending in ("csv", "docx", "html", "json", "pdf")]
    document = json.loads((tmp_path / "s.json").read_text())
    profile = document["results"]["profiles"][0]
    assert profile["territory"] == "foggia"
    assert len(profile["peers"]["neighbours"]) == 5
    assert all(line["why"] for line in profile["lines"] if line["value"] is None)
    assert document["inputs"]["command_line"].startswith("approdo swot foggia --runs 2 --seed 1")
    assert "swot" in (tmp_path / "out/approdo-swot-foggia-en.html").read_text()
    said = pdf_text.text((tmp_path / "out/approdo-swot-foggia-en.pdf").read_bytes())
    assert "Territoryprofile:Foggia" in said
    assert "Noother" in said  # of Puglia: the region is not known


def test_a_thin_territory_in_italian(ask):
    done = ask("berlin", "--runs", "2", "--language", "it")
    assert done.exit_code == 0
    assert "territorio con pochi dati" in done.stdout
    assert "punti di forza 0, di debolezza 0, opportunità 0, minacce 0" in done.stdout


@pytest.mark.parametrize("given", [(), ("--all",)])
def test_all_territories_side_by_side(ask, tmp_path, given):
    done = ask(*given, "--runs", "2", "--language", "it", "--to", "out", "--format", "html,csv", "--json", "s.json")
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert next(line for line in lines if line.startswith("Berlino *")).split()[2:6] == ["–"] * 4
    assert len(json.loads((tmp_path / "s.json").read_text())["results"]["profiles"]) == 20
    assert (tmp_path / "out/approdo-swot-all-it.html").exists()


def test_a_self_assessment_becomes_internal_lines(ask, tmp_path):
    text = template("en", DAY)
    for name in ("offer_enough", "offer_forms"):
        text = text.replace(f'{name} = ""', f"{name} = 4")
    (tmp_path / "a.toml").write_text(text.replace(' = ""\n', ' = "na"\n'))
    done = ask("padova", "--runs", "2", "--answers", "a.toml")
    assert done.exit_code == 0, done.output
    assert "Self-assessment: Housing offer" in done.stdout
    assert "approdo compare padova --package" in done.stdout


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("padua",), 'unknown territory "padua". Did you mean "padova"?'),
        (("padova", "--language", "fr"), "expected en or it"),
        (("padova", "--all"), "give a territory, or --all"),
        (("--answers", "a.toml"), "belongs to one territory"),
        (("padova", "--answers", "a.toml"), "a.toml: no such file"),
        (("padova", "--runs", "1"), "expected 2 or more"),
        (("nowhere.toml",), "nowhere.toml"),
    ],
)
def test_asked_wrongly(ask, given, said):
    done = ask(*given)
    assert done.exit_code == 2
    assert said in done.stderr
    assert "Traceback" not in done.output


def test_every_reason_and_kind_has_words():
    for kind in ("strength", "weakness", "opportunity", "threat", "middle", "not_known", "no_comparison"):
        assert words("it")[f"swot_kind.{kind}"]
    for why in ("no_source", "assumption", "imputed", "missing", "area", "drawn", "thin", "not_simulated", "one_run"):
        assert words("it")[f"swot_why.{why}"]


@pytest.mark.parametrize("name", territory_names())
def test_rounding_never_hides_why_a_line_is_listed(name):
    for kind, place in entries(survey.data_profile(load_territory(name))):
        assert place.value.value is not None
        assert place.high is not None
        above = place.value.value > place.high
        value = speak(measured(place), "en").split(" ")[0]
        quartile = speak(quartiles(place), "en").split(" – ")[1 if above else 0]
        assert (float(value.replace(",", "")) > float(quartile.replace(",", ""))) == above, (kind, place.line.id)
        assert value != quartile
