"""Rows of a pilot stay in their room: pages and what draws them cannot even ask for them."""

import ast

import pytest

from .stand_in import ROOT

CLOSED = "approdo.calibration.pilot"


def imported(path):
    """Return what a module imports, with relative names resolved."""
    package = ["approdo", *path.relative_to(ROOT).with_suffix("").parts][:-1]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            name = ".".join(part for part in (base, node.module) if part)
            yield name
            yield from (f"{name}.{each.name}" for each in node.names)


@pytest.mark.promise("privacy.releases")
def test_no_page_opens_a_pilot_so_no_filter_can_single_anybody_out():
    pages = sorted((ROOT / "viz" / "dashboard").rglob("*.py"))
    assert len(pages) > 20
    assert [str(path) for path in pages if any(name.startswith(CLOSED) for name in imported(path))] == []


def test_the_search_finds_an_import():
    command = ROOT / "viz" / "cli" / "pilot.py"
    assert any(name.startswith(CLOSED) for name in imported(command))
