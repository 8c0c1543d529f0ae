"""The commands `guidelines` and `pilots`, asked well and badly, in a world whose answers are known."""

import inspect
import json

import pytest
from typer.testing import CliRunner

from approdo.experiments.guidelines import answer, order
from approdo.experiments.pilots import answer as pilots_answer
from approdo.experiments.pilots import protocol
from approdo.model import engine
from approdo.viz.cli import guidelines, pilots
from approdo.viz.cli.main import app
from tests.experiments import support_engine
from tests.viz.report import pdf_text

ENDINGS = ("csv", "docx", "html", "json", "pdf")


@pytest.fixture
def ask(monkeypatch, tmp_path):
    monkeypatch.setattr(engine, "run_together", support_engine.run_together)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("APPRODO_STORE", str(tmp_path / "runs.db"))

    def run(*words):
        return CliRunner().invoke(app, [*words, "--workers", "1"])

    return run


def test_defaults_are_those_of_the_experiments():
    for module, room in ((guidelines, answer), (pilots, pilots_answer)):
        assert (module.MONTHS, module.RUNS) == (room.MONTHS, room.RUNS)
    assert guidelines.STEPS == order.STEPS
    assert (pilots.PILOT_MONTHS, pilots.PACKAGE) == (protocol.PILOT_MONTHS, pilots_answer.PACKAGE)
    assert inspect.signature(answer.guidelines).parameters["months"].default == answer.MONTHS


def test_guidelines_in_every_format_and_both_languages(ask, tmp_path):
    said = {}
    for language, formats in (("en", "html"), ("it", ",".join(ENDINGS))):
        wanted = ("--to", "d", "--language", language, "--format", formats, "--json", "g.json")
        done = ask("guidelines", "padova", "--runs", "4", *wanted)
        assert done.exit_code == 0, done.output
        said[language] = done.stdout
    assert "Start of the plan: 4, 6, 9 months before the exit" in said["en"]
    assert "Internships → Tutoring → Guarantee fund → Deposit advance, with ties" in said["en"]
    assert "from 25 people on no more than half of that is left (50 %" in said["en"]
    assert "from 100 on no difference can be detected" in said["en"]
    assert "Avvio del PIn: 4, 6, 9 mesi prima dell'uscita" in said["it"]
    assert "Tirocini → Tutoraggio → Fondo di garanzia" in said["it"]
    names = sorted(path.name for path in (tmp_path / "d").iterdir())
    files = [f"approdo-guidelines-padova-it.{end}" for end in ENDINGS]
    assert names == ["approdo-guidelines-padova-en.html", *files]
    document = json.loads((tmp_path / "g.json").read_text())
    assert document["results"]["order"]["chosen"][0] == "internships"
    assert "NaN" not in (tmp_path / "g.json").read_text()
    italian = pdf_text.text((tmp_path / "d/approdo-guidelines-padova-it.pdf").read_bytes())
    assert "Quantepersonepuòseguireuntutor" in italian
    assert "Registrodelleipotesi" in italian
    for language in ("en", "it"):
        html = (tmp_path / f"d/approdo-guidelines-padova-{language}.html").read_text()
        assert html.count("<table") >= 8
        assert "{" not in html.split("</style>")[1].split("<script")[0].replace("{}", "")


def test_the_same_document_twice(ask, tmp_path):
    for folder in ("a", "b"):
        words = ("guidelines", "padova", "--runs", "4", "--steps", "1", "--to", folder, "--format", "csv,json")
        assert ask(*words).exit_code == 0
    for ending in ("csv", "json"):
        first, second = (
            (tmp_path / folder / f"approdo-guidelines-padova-en.{ending}").read_text() for folder in ("a", "b")
        )
        if ending == "json":
            assert json.loads(first)["results"] == json.loads(second)["results"]
        else:
            assert _without_run(first) == _without_run(second)


def _without_run(text):
    return [line for line in text.splitlines() if not line.startswith("run,")]


def test_a_guideline_without_any_difference_says_so(ask, monkeypatch):
    monkeypatch.setattr(support_engine, "effect", lambda levers, place: 0)
    for language, words in (("en", "no detectable difference"), ("it", "nessuna differenza rilevabile")):
        done = ask("guidelines", "padova", "--runs", "4", "--to", "d", "--format", "html", "--language", language)
        assert done.exit_code == 0, done.output
        assert done.stdout.lower().count(words) == 2  # the start, the order
    assert "nessun beneficio rilevabile" in done.stdout


def test_a_thin_territory_says_so(ask, tmp_path):
    done = ask("guidelines", "ljubljana", "--runs", "4", "--steps", "1", "--to", "d", "--format", "html")
    assert done.exit_code == 0, done.output
    assert "Ljubljana: thin" in done.stdout
    assert "thin territory" in (tmp_path / "d/approdo-guidelines-ljubljana-en.html").read_text()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["padva"], 'Did you mean "padova"'),
        (["padova", "--language", "de"], "expected en or it"),
        (["padova", "--format", "odt"], "expected html"),
        (["padova", "--profile", "origin=x"], "nobody is chosen by origin"),
        (["padova", "--runs", "0"], "runs = 0"),
        (["padova", "--parameters", "mine"], "expected prior or fixed"),
    ],
)
def test_guidelines_asked_badly(words, said, ask, tmp_path):
    done = ask("guidelines", *words, "--to", "d")
    assert done.exit_code == 2
    assert said in done.output
    assert "Traceback" not in done.output


def test_a_folder_that_cannot_be_written(ask, tmp_path):
    (tmp_path / "file").write_text("")
    done = ask("guidelines", "padova", "--to", "file")
    assert done.exit_code == 1
    assert "there is a file of this name" in done.output


def test_pilots_in_both_languages(ask, tmp_path):
    places = ("parma", "bologna", "ljubljana")
    said = {}
    for language, formats in (("en", "pdf,csv"), ("it", "html,docx")):
        wanted = ("--to", "d", "--language", language, "--format", formats, "--json", "p.json")
        done = ask("pilots", *places, "--runs", "4", *wanted)
        assert done.exit_code == 0, done.output
        said[language] = done.stdout
    assert said["en"].splitlines()[0].startswith("1. Internships (social hotel): moderate evidence")
    assert "no detectable difference in any of 2 places" in said["en"]
    assert "thin, shown and not counted: Ljubljana" in said["en"]
    assert said["it"].splitlines()[0].startswith("1. Tirocini (albergo sociale): prove medie")
    assert len(list((tmp_path / "d").iterdir())) == 4
    italian = (tmp_path / "d/approdo-pilots-it.html").read_text("utf-8")
    assert "Parma (Italia)" in italian
    assert "Lubiana (Slovenia) *" in italian
    results = json.loads((tmp_path / "p.json").read_text())["results"]
    assert len(results["effects"]) == 5 * len(places)
    english = pdf_text.text((tmp_path / "d/approdo-pilots-en.pdf").read_bytes())
    assert "Assumption-driven" in english
    assert "notanevaluationoftheprojects" in english.lower()


def test_pilots_asked_badly(ask):
    assert ask("pilots", "padova").exit_code == 2
    done = ask("pilots", "padova", "foggia", "--package", "nothing.toml")
    assert done.exit_code == 2
    assert "no such file" in done.output


def test_help_has_examples():
    for command in ("guidelines", "pilots", "exits", "backcast"):
        done = CliRunner().invoke(app, [command, "--help"])
        assert done.exit_code == 0
        assert "Example: approdo" in done.output
