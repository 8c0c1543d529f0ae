"""The documentation builds without a warning, and its pages load nothing from elsewhere."""

import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
import yaml
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_notebook

from tools import docs_notebooks

ROOT = Path(__file__).parents[2]
LOADS = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}
ELSEWHERE = re.compile(r"^(https?:)?//")


class Loads(HTMLParser):
    """Notes what a page loads by itself; a link that a reader may follow is none of it."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag in LOADS and given.get("rel") != "canonical":
            self.found.append(given.get(LOADS[tag]) or "")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    made = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(made)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stdout + done.stderr
    return made


def test_it_has_the_four_kinds_and_italian(site):
    for page in (
        "index",
        "tutorials/first-what-if",
        "how-to/extend",
        "explanation/territories",
        "reference/python",
        "it/index",
    ):
        assert (site / f"{page}.html").is_file()
    assert not (site / "examples").exists()


@pytest.mark.parametrize(
    ("name", "figures", "shown"), [("compare", 2, "family:single"), ("what-turns-it", 1, "chance: ")]
)
def test_notebooks_were_run_and_are_shown_with_what_they_give(site, name, figures, shown):
    kept = json.loads((ROOT / "docs" / "notebooks" / f"{name}.ipynb").read_text("utf-8"))
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in kept["cells"]), "kept without results"
    page = (site / "notebooks" / f"{name}.html").read_text("utf-8")
    assert (site / "notebooks" / f"{name}.ipynb").is_file()
    for number in range(1, figures + 1):
        assert (site / "notebooks" / f"{name}-{number}.png").read_bytes().startswith(b"\x89PNG")
        assert f"{name}-{number}.png" in page
    assert shown in page
    assert page.count("<table>") >= 2
    assert "dataframe" not in page
    assert "Traceback" not in page


def test_links_to_a_notebook_lead_to_its_page(site):
    text = (site / "index.html").read_text("utf-8")
    assert 'href="notebooks/compare.html"' in text
    assert 'href="notebooks/what-turns-it.html"' in text
    shown = [page.name for page in site.rglob("*.html") if re.search(r'href="[^"]*\.ipynb"', page.read_text("utf-8"))]
    assert sorted(shown) == ["compare.html", "what-turns-it.html"], "the file itself is offered by its own page only"


def test_a_notebook_that_fails_or_complains_stops_the_build(tmp_path):
    for code, error in (("1 / 0", CellExecutionError), ("import warnings; warnings.warn('old')", ValueError)):
        path = tmp_path / "wrong.ipynb"
        nbformat.write(new_notebook(cells=[new_code_cell(code)]), path)
        with pytest.raises(error, match=r"ZeroDivisionError|UserWarning: old"):
            docs_notebooks.page(docs_notebooks.executed(path), "wrong")


def test_pages_and_styles_load_nothing_from_elsewhere(site):
    pages, loaded = list(site.rglob("*.html")), 0
    assert len(pages) > 20
    for page in pages:
        parser = Loads()
        parser.feed(page.read_text("utf-8"))
        loaded += len(parser.found)
        assert not [target for target in parser.found if ELSEWHERE.match(target)], page
    assert loaded > len(pages), "pages load their own styles and scripts"
    for style in site.rglob("*.css"):
        assert not re.search(r"(@import|url\()\s*[\"']?(https?:)?//", style.read_text("utf-8")), style


def test_every_public_name_is_in_the_reference(site):
    import approdo

    text = (site / "reference" / "python.html").read_text("utf-8")
    missing = [
        name for name in approdo.__all__ if name[0] != "_" and not re.search(rf'id="approdo\.[\w.]+\.{name}"', text)
    ]
    assert not missing


def test_the_search_has_both_languages(site):
    index = (site / "search" / "search_index.js").read_text("utf-8")
    assert '"lang":["en","it"]' in index
    assert "tutoraggio" in index


def test_the_navigation_names_pages_that_exist():
    nav = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))["nav"]
    sections = [next(iter(section)) for section in nav]
    assert sections == ["Approdo", "Tutorials", "How to", "Explanation", "Reference", "Italiano"]
