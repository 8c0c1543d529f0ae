"""The reference pages and the tables of the ODD say what the code says, and TRACE names every element."""

import re

import pytest

from approdo.experiments.lever_table import HEADS
from approdo.model.levers import LEVERS
from approdo.model.outcomes import OUTCOMES
from approdo.model.parameters import load_parameters
from approdo.model.processes import SCHEDULE
from tools import reference
from tools.commands import commands_page

PAGES = reference.pages()
TRACE = reference.DOCS / "TRACE.md"
ELEMENTS = (
    "Problem formulation",
    "Model description",
    "Data evaluation",
    "Conceptual model evaluation",
    "Implementation verification",
    "Model output verification",
    "Model analysis",
    "Model output corroboration",
)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_page_is_what_the_code_says(path):
    assert path.read_text(encoding="utf-8") == PAGES[path], "python -m tools.reference"


def test_nothing_is_missing_from_the_tables():
    odd = reference.odd_tables()
    for name in (*LEVERS, *(each.id for each in OUTCOMES), *(each.name for each in SCHEDULE)):
        assert f"| `{name}` |" in odd, name
    parameters = reference.parameters_page()
    for row in load_parameters().rows:
        assert f"| `{row.name}` |" in parameters
    levers = reference.levers_page()
    for kind in LEVERS.values():
        part = levers.partition(f"## {kind.name}\n")[2].partition("\n## ")[0]
        for field in kind.fields:
            assert f"| `{field}` |" in part, f"{kind.name}.{field}"


def test_every_command_has_its_options():
    page = commands_page("")
    known = {"compare": ("--runs N", "--moves"), "pilot table": ("--by",), "store prune": ("--yes",)}
    for command, options in known.items():
        part = page.partition(f"## approdo {command}\n")[2].partition("\n## ")[0]
        assert "Example: `approdo " in part
        for option in options:
            assert f"| `{option}" in part, f"{command} {option}"


def test_every_row_has_the_cells_of_its_head():
    pages = (commands_page(""), reference.levers_page(), reference.parameters_page(), reference.odd_tables())
    for text in pages:
        width = 0
        for line in text.splitlines():
            cells = len(re.findall(r"(?<!\\)\|", line)) if line.startswith("|") else 0
            assert not width or not cells or cells == width, line
            width = cells


def test_the_table_of_effects_has_every_lever_in_both_territories():
    part = reference.effects_part()
    assert len(re.findall(r"^### ", part, re.MULTILINE)) == 2
    for kind in LEVERS:
        assert len(re.findall(rf"^\| {kind} \|", part, re.MULTILINE)) == 2, kind
    assert HEADS[0] in part


def test_trace_has_its_eight_elements_in_order():
    headings = re.findall(r"^## \d (.+)$", TRACE.read_text(encoding="utf-8"), re.MULTILINE)
    assert tuple(headings) == ELEMENTS
