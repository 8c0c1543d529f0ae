"""What the documents call a command, an option, a lever, an outcome or a parameter is what the program calls it."""

import re
from pathlib import Path

import pytest
import typer

from approdo.model.levers import LEVERS
from approdo.model.outcomes import OUTCOMES
from approdo.model.parameters import load_parameters
from approdo.viz.cli.main import app
from approdo.viz.words import words

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
INLINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
SHOWN = re.compile(r"(?<!\*)\*([^*\n]+)\*(?!\*)")
OTHERS = {"--add-data", "--upgrade"}  # of other programs


def tree():
    """Return every command with its options: ``{"compare": {"--runs", ...}, "pilot table": ...}``."""
    found = {}

    def walk(command, path):
        found[path] = {name for each in command.params for name in (*each.opts, *each.secondary_opts)}
        for name, inside in getattr(command, "commands", {}).items():
            walk(inside, f"{path} {name}".strip())

    walk(typer.main.get_command(app), "")
    return found


COMMANDS = tree()
OPTIONS = {"--help", "--version", *(option for options in COMMANDS.values() for option in options)}


def asked(path):
    """Return every command line that a document names: in the text, and in blocks."""
    text = path.read_text("utf-8")
    lines = [code for code in INLINE.findall(text) if code.startswith("approdo ")]
    for block in re.findall(r"^```(?:sh|console|text|bat)\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        lines += re.findall(r"^(?:\$ )?(?:\S+[/\\])?(approdo [^#\n]*)", block, re.MULTILINE)
    return lines


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_commands_and_options_exist(path):
    for line in asked(path):
        first, second = (*line.split()[1:3], "", "")[:2]
        if not re.fullmatch(r"[a-z][a-z-]*", first):
            continue  # approdo --help, approdo COMMAND
        name = f"{first} {second}" if f"{first} {second}" in COMMANDS else first
        assert name in COMMANDS, f"`{line}`"
        for option in re.findall(r"(?<!\S)--[a-z][a-z-]*", line):
            assert option in {*COMMANDS[name], "--help"}, f"`{line}`: {option}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_options_named_alone_exist(path):
    for code in INLINE.findall(path.read_text("utf-8")):
        if code.startswith("--"):
            assert code.split()[0].split("=")[0].rstrip(",") in OPTIONS | OTHERS, f"`{code}`"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_levers_of_examples_exist(path):
    known = {*LEVERS, "conversation_groups"}
    for kind in re.findall(r'^kind = "(\w+)"', path.read_text("utf-8"), re.MULTILINE):
        assert kind in known


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_parameters_and_outcomes_of_examples_exist(path):
    text = path.read_text("utf-8")
    parameters = {row.name for row in load_parameters().rows}
    for name in re.findall(r'path = "parameters\.([\w.]+)"', text):
        assert name in parameters
    outcomes = {outcome.id for outcome in OUTCOMES}
    for listed in re.findall(r"^outcomes = \[(.*)\]$", text, re.MULTILINE):
        assert {name.strip(" \"'") for name in listed.split(",")} <= outcomes


@pytest.mark.parametrize(
    ("page", "language", "begin"),
    [
        ("it/cruscotto.md", "it", "# "),
        ("it/documenti.md", "it", "# "),
        ("tutorials/read-an-answer.md", "en", "## A whole report"),
    ],
)
def test_what_a_page_says_is_on_the_screen_or_in_a_document_is_there(page, language, begin):
    said = "\n".join(words(language).values()).casefold()
    found = SHOWN.findall((ROOT / "docs" / page).read_text("utf-8").split(begin, 1)[1])
    assert found
    assert not [each for each in found if each.casefold() not in said]


@pytest.mark.parametrize(("page", "language"), [("how-to/dashboard.md", "en"), ("it/cruscotto.md", "it")])
def test_every_page_of_the_dashboard_is_told(page, language):
    rows = re.findall(r"^\| \*?([\w -]+?)\*? \|", (ROOT / "docs" / page).read_text("utf-8"), re.MULTILINE)
    assert {text for key, text in words(language).items() if key.startswith("pages.")} <= set(rows)


def test_something_is_looked_at():
    assert {"compare", "pilot table", "store status"} <= set(COMMANDS)
    assert sum(len(asked(path)) for path in DOCUMENTS) > 100
