"""The command `assess` and its documents, in the fake world."""

import json
import re

import pytest
from typer.testing import CliRunner

from approdo.experiments.assess.answers import template
from approdo.experiments.assess.over_time import over_time
from approdo.experiments.assess.questionnaire import questionnaire
from approdo.experiments.package import load_package
from approdo.model import engine
from approdo.viz.assess.content import content
from approdo.viz.cli.main import app
from approdo.viz.report.html import html
from approdo.viz.report.pdf import pdf
from tests.experiments import fake_engine
from tests.experiments.self_assessment import DAY, answered
from tests.viz.report import pdf_text
from tests.viz.report.conftest import MADE, RUN

ITEMS = questionnaire().items


@pytest.fixture
def ask(monkeypatch, tmp_path):
    monkeypatch.setattr(engine, "run_together", fake_engine.run_together)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("APPRODO_STORE", str(tmp_path / "runs.db"))
    return lambda *words: CliRunner().invoke(app, ["assess", *words])


@pytest.fixture
def fill(tmp_path):
    """Write answers of one level, some items apart from it."""

    def write(name, level, date="2026-03-15", **apart):
        text = template("en", DAY).replace('date = "2026-03-15"', f'date = "{date}"')
        for item in ITEMS:
            given = apart.get(item.id, level)
            text = text.replace(f'{item.id} = ""', f"{item.id} = {json.dumps(given)}")
        (tmp_path / name).write_text(text.replace('project = ""', 'project = "Casa ponte"'), encoding="utf-8")
        return name

    return write


def test_without_a_file_the_questions(ask, tmp_path):
    done = ask("--language", "it", "--json", "q.json")
    assert done.exit_code == 0
    assert "Offerta abitativa" in done.stdout
    asked = json.loads((tmp_path / "q.json").read_text())["results"]["questionnaire"]
    assert [item["id"] for item in asked["items"]] == [item.id for item in ITEMS]


def test_from_the_template_to_scores(ask, fill, tmp_path):
    assert ask("--template", "a.toml", "--language", "it").exit_code == 0
    assert ITEMS[0].text_it in (tmp_path / "a.toml").read_text()
    done = ask("a.toml")
    assert done.exit_code == 1  # nothing answered yet
    assert f"items not answered: {len(ITEMS)} of {len(ITEMS)}" in done.stderr
    assert "not scored" in done.stdout
    done = ask(fill("b.toml", 3), "--json", "b.json")
    assert done.exit_code == 0, done.output
    assert "75 %" in done.stdout
    document = json.loads((tmp_path / "b.json").read_text())
    assert document["command"] == "assess"
    assert document["results"]["scores"][0]["total"] == {
        "low": 0.75,
        "high": 0.75,
        "answered": len(ITEMS),
        "missing": 0,
        "standing": ["good"],
    }
    assert document["results"]["trial"] is None
    assert document["inputs"]["answers"][0]["levels"]["offer_rent"] == 3


def test_an_unfinished_file_is_scored_as_bounds_and_says_what_is_missing(ask, fill, tmp_path):
    done = ask(fill("a.toml", 2, offer_rent="", net_data="na"), "--to", "out", "--format", "html,csv,json")
    assert done.exit_code == 1
    assert done.stderr.strip().endswith(
        "a.toml: items not answered: 1 of 38 (offer_rent); the scores are bounds until they are."
    )
    assert "44 % – 56 %" in done.stdout
    page = (tmp_path / "out/approdo-assess-Casa-ponte-en.html").read_text()
    assert "Unfinished. Items not answered: 1 of 38" in page
    assert "missing answers at the lowest level" in done.stdout or "a radar" in page.lower()
    whole = json.loads((tmp_path / "out/approdo-assess-Casa-ponte-en.json").read_text())
    assert whole["results"]["missing"] == ["offer_rent"]
    assert whole["results"]["report"]["language"] == "en"


def test_run_in_a_territory(ask, fill, tmp_path):
    words = (fill("a.toml", 0), "--territory", "padova", "--runs", "3", "--months", "24", "--workers", "1")
    done = ask(*words, "--json", "a.json")
    assert done.exit_code == 0, done.output
    assert "switch on no action" in done.stdout
    assert "Items that lower homelessness clearly" in done.stdout
    first = json.loads((tmp_path / "a.json").read_text())
    assert first["results"]["trial"]["project"] is None
    assert {step["to"] for step in first["results"]["trial"]["steps"]} == {2}
    assert ask(*words, "--json", "b.json").exit_code == 0
    again = json.loads((tmp_path / "b.json").read_text())
    assert first["results"] == again["results"]
    assert first["inputs"] == again["inputs"]
    done = ask(fill("c.toml", 3), *words[1:], "--language", "it")
    assert "ridurrebbe" in done.stdout
    assert "Nessuna differenza rilevabile: di" in done.stdout  # the fake world has no more to give


def test_what_was_simulated_has_its_ledger_of_assumptions(ask, fill, tmp_path):
    words = ("--territory", "padova", "--runs", "12", "--months", "24", "--workers", "1", "--to", "out")
    for level in (3, 0):  # a project that does something, and one of which only the single items do
        done = ask(fill("a.toml", level), *words, "--format", "json")
        assert done.exit_code == 0, done.output
        assert "parameters of the model are assumptions" in " ".join(done.stdout.split())
        written = json.loads((tmp_path / "out/approdo-assess-Casa-ponte-en.json").read_text())
        sections = {each["id"]: each for each in written["results"]["report"]["sections"]}
        assert any("rows" in each for each in sections["assumptions"]["blocks"])


def test_over_time(ask, fill):
    done = ask(fill("new.toml", 2, "2026-09-01", offer_rent=4), fill("old.toml", 2), "--language", "it")
    assert done.exit_code == 0
    assert "Voci dal 15 marzo 2026 al 1 settembre 2026: salite 1" in done.stdout


def test_the_package_of_the_answers(ask, fill):
    assert ask(fill("a.toml", 3), "--package-file", "mine.toml").exit_code == 0
    assert len(load_package("mine.toml").levers) == len(questionnaire().actions)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("a.toml", "--language", "de"), "expected en or it"),
        (("a.toml", "--format", "odt", "--to", "x"), '--format "odt"'),
        (("none.toml",), "none.toml: no such file"),
        (("none.toml", "other.toml"), "other.toml: no such file"),
        (("--territory", "padova"), "no file of answers"),
        (("--template", "a.toml"), "this file is there already"),
        (("a.toml", "--template", "b.toml"), "give it alone"),
        (("a.toml", "--territory", "padua"), 'unknown territory "padua"'),
        (("a.toml", "--territory", "padova", "--months", "0"), "months"),
    ],
)
def test_asked_wrongly(ask, fill, words, said):
    fill("a.toml", 2)
    done = ask(*words)
    assert done.exit_code == 2
    assert said in done.stderr
    assert "Traceback" not in done.output


def test_a_level_that_is_not_there_names_file_and_line(ask, fill):
    done = ask(fill("a.toml", 2, offer_rent=7))
    assert done.exit_code == 2
    assert re.search(r"a\.toml:\d+: offer_rent = 7, expected a level from 0 to 4", done.stderr)


def test_a_place_that_cannot_be_written(ask, fill, tmp_path):
    (tmp_path / "taken").write_text("")
    done = ask(fill("a.toml", 2), "--to", "taken")
    assert done.exit_code == 1
    assert "there is a file of this name" in done.stderr


@pytest.mark.parametrize("language", ["en", "it"])
def test_the_document_in_both_languages(language):
    found = over_time([answered(2), answered(3, missing=["offer_rent"])])
    made = content(found, None, "approdo assess a.toml", RUN)
    assert html(made, language).startswith(b"<!DOCTYPE html>")
    title = {"en": "Self-assessment: Casa", "it": "Autovalutazione: Casa"}[language]
    assert title.replace(" ", "") in pdf_text.text(pdf(made, language, MADE))


def test_the_same_answers_give_the_same_bytes():
    made = [content(over_time([answered(1)]), None, "approdo assess a.toml", RUN) for _ in range(2)]
    assert html(made[0], "it") == html(made[1], "it")
    assert pdf(made[0], "it", MADE) == pdf(made[1], "it", MADE)
