"""The files: numbers as in the comparison, self-contained, valid, fonts inside, the same bytes for the same run."""

import csv
import dataclasses
import io
import json
import re
import zipfile
from html.parser import HTMLParser

import pytest

from approdo.experiments.store import Store
from approdo.viz.report.content import content
from approdo.viz.report.docx import docx
from approdo.viz.report.files import FORMATS, write
from approdo.viz.report.html import html
from approdo.viz.report.make import report_files
from approdo.viz.report.pdf import pdf
from approdo.viz.report.pieces import Report, Section
from approdo.viz.report.results import results
from approdo.viz.report.speech import speak
from approdo.viz.report.tables import table_csv
from tests.viz.report import pdf_text
from tests.viz.report.conftest import COMMAND, MADE, RUN

EMPTY = {"meta", "img", "br", "hr", "link"}


class Checker(HTMLParser):
    """Tags close in order; ids are different; every link inside the page has its place; nothing is fetched."""

    def __init__(self):
        super().__init__()
        self.open, self.ids, self.links, self.text = [], [], [], []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag not in EMPTY:
            self.open.append(tag)
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a":
            self.links.append(given["href"])
        if tag == "img":
            assert given["alt"]
            assert given["src"].startswith("data:image/svg+xml;base64,")
        assert tag not in ("script", "link", "iframe")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


@pytest.fixture(scope="module")
def whole_page(reports):
    return html(reports["it"], "it").decode()


@pytest.fixture(scope="module")
def short(reports):
    """The first section, the costs and the run: enough to try formats that take long."""
    whole = reports["it"]
    kept = tuple(part for part in whole.sections if part.id in ("answer", "costs"))
    return Report(whole.title, whole.subtitle, kept, whole.run)


def test_html_is_whole_valid_and_self_contained(whole_page):
    page = whole_page
    checker = Checker()
    checker.feed(page)
    assert checker.open == []
    assert len(set(checker.ids)) == len(checker.ids)
    assert {link.removeprefix("#") for link in checker.links} <= set(checker.ids)
    assert page.startswith('<!DOCTYPE html>\n<html lang="it">')
    assert "http" not in page
    assert "url(" not in page


def squeezed(text):
    return "".join(text.split())


def test_every_cell_is_in_every_format(short):
    language = "it"
    page = squeezed("".join(re.sub(r"<[^>]*>", " ", html(short, language).decode())))
    printed = pdf_text.text(pdf(short, language, MADE))
    with zipfile.ZipFile(io.BytesIO(docx(short, language, MADE))) as parts:
        edited = squeezed(re.sub(r"<[^>]*>", "", parts.read("word/document.xml").decode()))
    for _, table in short.tables():
        for row in table.rows:
            for cell in row:
                said = squeezed(speak(cell, language))
                assert said.replace("'", "&#39;") in page or said in page
                assert said in printed, (table.id, said)
                assert said in edited


def test_csv_tells_the_rows_of_a_table_apart(reports):
    rows = csv.DictReader(io.StringIO(table_csv(reports["it"], "it").decode()))
    cells = [(row["section"], row["table"], row["row"], row["column"]) for row in rows]
    assert len(set(cells)) == len(cells)


def test_csv_has_the_comparison_s_numbers(reports, material):
    rows = list(csv.DictReader(io.StringIO(table_csv(reports["en"], "en").decode())))
    found = {(row["table"], row["row"], row["column"]): row for row in rows}
    headline = found["headline-0", "Homeless-months per leaver within 24 months", "Difference [worlds]"]
    assert float(headline["value"]) == material.first.headline.worlds.mean
    assert float(headline["low"]) == material.first.headline.worlds.low


def test_pdf_has_its_fonts_inside(short):
    made = pdf_text.objects(pdf(short, "it", MADE)).values()
    fonts = [body for body in made if b"/FontDescriptor" in body and b"/Type /FontDescriptor" in body]
    assert fonts
    assert all(b"/FontFile2" in body for body in fonts)


def test_docx_opens_and_its_head_rows_repeat(short):
    from docx import Document

    document = Document(io.BytesIO(docx(short, "it", MADE)))
    assert len(document.tables) == len(short.tables())
    assert document.core_properties.language == "it-IT"
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in document.tables)


@pytest.mark.parametrize(("language", "proofread"), [("en", "en-GB"), ("it", "it-IT")])
def test_docx_is_proofread_in_its_language_and_numbers_its_pages(short, language, proofread):
    with zipfile.ZipFile(io.BytesIO(docx(short, language, MADE))) as parts:
        styles, footer, text = (parts.read(f"word/{name}.xml").decode() for name in ("styles", "footer1", "document"))
    assert set(re.findall('<w:lang w:val="([^"]*)"', styles)) == {proofread}
    assert 'w:instr="PAGE"' in footer
    assert text.count("<w:cantSplit/>") == text.count("<w:tr>")


@pytest.mark.parametrize("make", [lambda r: html(r, "it"), lambda r: pdf(r, "it", MADE), lambda r: docx(r, "it", MADE)])
def test_the_same_report_is_the_same_bytes(short, make):
    assert make(short) == make(short)


def test_only_the_last_section_differs_between_two_runs(material, reports):
    other = content(material, COMMAND, "en", {**RUN, "written": "2027-01-01T00:00:00+00:00"})
    parts = [
        html(dataclasses.replace(each, sections=each.sections[:2]), "en").decode() for each in (reports["en"], other)
    ]
    before = [part.partition('<section id="run"') for part in parts]
    assert before[0][0] == before[1][0]
    assert "2027-01-01T00:00:00+00:00" in before[1][2]


def test_a_text_that_looks_like_code_stays_text(reports):
    whole = reports["en"]
    made = html(dataclasses.replace(whole, title="<script>alert(1)</script>", sections=()), "en").decode()
    assert "<script>" not in made


def test_a_report_of_nothing_but_a_run_still_opens(reports):
    empty = dataclasses.replace(reports["en"], sections=(Section("x", "x", ()),))
    assert html(empty, "en")
    assert pdf(empty, "en", MADE).startswith(b"%PDF")
    assert docx(empty, "en", MADE)


def test_files_are_named_after_territory_and_language(short, material, tmp_path):
    whole = {"command": "report", "results": results(short, material, "it")}
    paths = write(short, "approdo-report-padova", "it", FORMATS, tmp_path, MADE, whole)
    assert [path.name for path in paths] == [f"approdo-report-padova-it.{ending}" for ending in FORMATS]
    document = json.loads((tmp_path / "approdo-report-padova-it.json").read_text())
    assert document["results"]["report"]["language"] == "it"
    assert {row["arm"] for row in document["results"]["rows"]} == {"none", "ali", "ali - none"}


def test_the_files_of_a_comparison_as_the_dashboard_asks_for_them(comparison, tmp_path):
    answer, _ = comparison
    with Store(answer.tally.store) as store:
        made = report_files(answer, store, COMMAND, "it", ("html", "csv", "json"))
    assert list(made) == [f"approdo-report-padova-it.{ending}" for ending in ("html", "csv", "json")]
    assert made["approdo-report-padova-it.html"].startswith(b"<!DOCTYPE html>")
    assert json.loads(made["approdo-report-padova-it.json"])["inputs"]["command_line"] == COMMAND
