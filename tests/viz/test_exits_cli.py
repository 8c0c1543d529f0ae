"""The commands `exits` and `backcast`: from tables to documents, in both languages."""

import json

import pytest
from typer.testing import CliRunner

from approdo.calibration.exits import backcast, planner
from approdo.viz.cli import exits
from approdo.viz.cli.main import app
from tests.calibration.exits.office import write
from tests.viz.report import pdf_text

ENDINGS = ("csv", "docx", "html", "json", "pdf")
ROWS = [
    "2026-03,028060,cas,applicant,single,60,60,",
    "2026-03,028060,cas,refugee,single,18,18,",
    "2026-03,028016,sai_ordinary,refugee,family,3,13,2026-08",
]
LAST_YEAR = (
    "first,last,exits,outcome,since_exit,yes,no,unknown\n"
    "2019-01,2019-02,12,own_title,2,3,5,4\n"
    "2019-01,2019-02,12,homeless,2,0,12,0\n"
)


@pytest.fixture
def ask(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(app, [*words])


def test_defaults_are_those_of_the_planner():
    assert (exits.FUTURES, exits.RUNS) == (planner.FUTURES, backcast.RUNS)


def test_from_template_to_plan(ask, tmp_path):
    done = ask("exits", "--template", "office")
    assert done.exit_code == 0
    assert "Counts only" in done.stdout
    for name in ("presences", "decisions", "notices", "vacancies"):
        (tmp_path / f"office/{name}.csv").unlink()
    write(tmp_path / "office", presences=ROWS, vacancies=["2026-04,sai_ordinary,2", "2026-04,sai_msna,3"])
    said = {}
    for language in ("en", "it"):
        done = ask("exits", "office", "--to", "d", "--language", language, "--futures", "200", "--json", "e.json")
        assert done.exit_code == 0, done.output
        said[language] = done.stdout
    assert "Within 12 months" in said["en"]
    assert "Places short: from April 2026 on" in said["en"]
    assert "Posti mancanti: da aprile 2026" in said["it"]
    assert len(list((tmp_path / "d").iterdir())) == 2 * len(ENDINGS)
    results = json.loads((tmp_path / "e.json").read_text())["results"]
    assert results["people"] == 91
    assert results["delays"]["notice_months"]["status"] == "verified"
    italian = pdf_text.text((tmp_path / "d/approdo-exits-it.pdf").read_bytes())
    assert "titolaridiprotezione" in italian
    assert "Nonèilparerediunaprefettura" in italian


def test_without_vacancies_nothing_is_said_about_places(ask, tmp_path):
    write(tmp_path / "office", presences=ROWS)
    done = ask("exits", "office", "--futures", "100", "--to", "d", "--format", "html")
    assert done.exit_code == 0
    assert "not known, because no table of free SAI places" in done.stdout


def test_notes_go_to_stderr_and_into_the_document(ask, tmp_path):
    write(tmp_path / "office", presences=[*ROWS, "2026-03,028016,cas,special,single,2,2,"])
    done = ask("exits", "office", "--futures", "100", "--to", "d", "--format", "html")
    assert "presences.csv:5" in done.stderr
    assert "presences.csv:5" in (tmp_path / "d/approdo-exits-en.html").read_text()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "approdo exits --template office"),
        (["office", "--template", "office"], "Give one of the two"),
        (["nowhere.csv"], "cannot be read"),
        (["office", "--futures", "5"], "futures = 5"),
        (["office", "--language", "fr"], "expected en or it"),
    ],
)
def test_exits_asked_badly(words, said, ask, tmp_path):
    write(tmp_path / "office", presences=ROWS)
    done = ask("exits", *words)
    assert done.exit_code == 2
    assert said in done.output


def test_back_cast_in_both_languages(ask, tmp_path):
    (tmp_path / "last-year.csv").write_text(LAST_YEAR)
    for language, words in (("en", "Outcomes entered: 2"), ("it", "Esiti inseriti: 2")):
        done = ask("backcast", "last-year.csv", "--territory", "sondrio", "--runs", "8", "--to", "d", "--language",
                   language, "--json", "b.json")  # fmt: skip
        assert done.exit_code == 0, done.output
        assert words in done.stdout
    assert len(list((tmp_path / "d").iterdir())) == 2 * len(ENDINGS)
    document = json.loads((tmp_path / "b.json").read_text())
    first = document["results"]["outcomes"][0]
    assert (first["own_low"], first["own_high"]) == (3 / 12, 7 / 12)
    assert str(tmp_path) not in json.dumps(document["inputs"])


def test_back_cast_asked_badly(ask, tmp_path):
    (tmp_path / "last-year.csv").write_text(LAST_YEAR.replace(",4\n", ",3\n"))
    done = ask("backcast", "last-year.csv", "--territory", "sondrio")
    assert done.exit_code == 2
    assert "last-year.csv:2" in done.output
    assert ask("backcast", "last-year.csv").exit_code == 2
    assert ask("backcast", "none.csv", "--territory", "padova").exit_code == 2
