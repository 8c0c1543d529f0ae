"""How the documents are set and said: tables that stay whole, months, units, decimals, texts of packages."""

import re

import pytest

from approdo.experiments.package import load_package, package_names
from approdo.model.territory import load_territory
from approdo.viz.report import table_cells
from approdo.viz.report.pdf import pdf
from approdo.viz.report.phrases import called
from approdo.viz.report.pieces import (
    Block,
    Joined,
    Month,
    Named,
    Number,
    Paragraph,
    Quoted,
    Report,
    Section,
    Table,
    Unit,
)
from approdo.viz.report.place import ranged
from approdo.viz.report.speech import speak
from approdo.viz.words import words
from tests.viz.report import pdf_text
from tests.viz.report.conftest import MADE

PACKAGES = [load_package(name) for name in package_names()]


def page_of_lines(lines, rows):
    """Return the text of each page of a document: so many lines, then a table of so many rows."""
    table = Table("t", "caption", ("head", "number"), tuple((f"row{n}", Number(n)) for n in range(rows)))
    blocks: tuple[Block, ...] = (*(Paragraph("line") for _ in range(lines)), table)
    none = Section("run", "run", ())
    return pages(pdf(Report("title", "subtitle", (Section("s", "section", blocks),), none), "en", MADE))


def pages(content):
    """Return the text of each page, in order."""
    return [each for each in pdf_text.pages(content) if each]


@pytest.mark.parametrize("lines", range(30, 42, 2))
def test_a_short_table_is_never_divided(lines):
    holding = [page for page in page_of_lines(lines, 11) if "row" in page]
    assert len(holding) == 1
    assert all(f"row{n}" in holding[0] for n in range(11))
    assert "caption" in holding[0]


def test_a_long_table_goes_on_and_repeats_its_head():
    holding = [page for page in page_of_lines(30, 60) if "row" in page]
    assert len(holding) == 2
    assert all("head" in page for page in holding)


def test_months_are_written_out():
    assert [speak(Month(12 * 2018 + 9), language) for language in ("en", "it")] == ["October 2018", "ottobre 2018"]


@pytest.mark.parametrize("language", ["en", "it"])
def test_every_month_has_a_name(language):
    assert len({speak(Month(12 * 2018 + month), language) for month in range(12)}) == 12


@pytest.mark.parametrize(
    ("count", "said"), [(1.0, "1 full-time tutor"), (2.0, "2 full-time tutors"), (0.5, "0.5 full-time tutors")]
)
def test_one_is_singular(count, said):
    dose = Joined((Number(count, 0 if count >= 1 else 1), Unit("full-time tutors", count)), " ")
    assert speak(dose, "en") == said


@pytest.mark.parametrize(
    ("given", "value", "span"),
    [
        ((0.45, 0.3, 0.6), "0.45", "0.30 – 0.60"),
        ((1, 0.03, 3), "1.00", "0.03 – 3.00"),
        ((8, 3, 18), "8", "3 – 18"),
        ((0.015, 0.0, 0.0333333), "0.0150", "0.0000 – 0.0333"),
        ((404, 363.6, 444.4), "404.0", "363.6 – 444.4"),
    ],
)
def test_a_number_has_the_decimals_of_its_range(given, value, span):
    assert tuple(speak(piece, "en") for piece in ranged(*given)) == (value, span)


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)
def test_texts_of_packages_are_said_in_italian(package):
    for text in (package.about, *package.not_modelled):
        assert speak(Quoted(text), "en") == text
        assert speak(Quoted(text), "it") != text
    for lever in package.levers:
        if lever.id != lever.kind:
            assert f"action_id.{lever.id}" in words("it")


def test_other_texts_stay_as_they_are():
    assert speak(Quoted("A package of ours."), "it") == "A package of ours."
    assert speak(Named("action_id", "casa_nostra"), "it") == "casa nostra"


def test_the_words_hold_no_text_of_a_package_that_is_gone():
    told = {text for package in PACKAGES for text in (package.about, *package.not_modelled)}
    assert {text for key, text in words("en").items() if key.startswith("package_text.")} == told


@pytest.mark.parametrize("lines", range(24, 44, 2))
def test_a_title_stays_with_its_paragraph_and_table(lines):
    table = Table("t", "caption", ("head", "number"), tuple((f"row{n}", Number(n)) for n in range(8)))
    before = Section("before", "before", tuple(Paragraph("line") for _ in range(lines)))
    after = Section("after", "after", (Paragraph("introduction"), table))
    report = Report("title", "subtitle", (before, after), Section("run", "run", ()))
    holding = [page for page in pages(pdf(report, "en", MADE)) if "1after" in page]
    assert len(holding) == 1
    assert "introduction" in holding[0]
    assert "row7" in holding[0]


def test_what_is_higher_than_a_page_is_cut_and_leaves_no_empty_page():
    long = " ".join(["word"] * 900)
    table = Table("t", "caption", ("head", "text"), tuple((f"row{n}", long) for n in range(3)), numbers=False)
    report = Report("title", "subtitle", (Section("s", "section", (table,)),), Section("run", "run", ()))
    told = pdf_text.pages(pdf(report, "en", MADE))
    assert not any(re.fullmatch(r"title·page\d+of\d+", page) for page in told)
    assert "".join(told).count("…") == 3


@pytest.mark.parametrize(
    ("widths", "least", "fitted"),
    [
        ([100, 50], [20, 10], [100, 50]),
        ([100, 20], [60, 30], [90, 30]),
        ([100, 20, 60], [50, 40, 50], [100 - 50 / 3, 40, 60 - 10 / 3]),
        ([50, 20], [50, 30], [50, 20]),
    ],
)
def test_columns_give_room_to_words_that_would_be_broken(widths, least, fitted):
    assert table_cells.fitted(widths, least) == pytest.approx(fitted)


def test_names_of_places_in_the_language_of_the_document():
    assert speak(called(load_territory("ljubljana")), "it") == "Lubiana"
    assert speak(called(load_territory("reggio-emilia")), "it") == "Reggio Emilia"
