"""The table of zones as users and their spreadsheets write it, and every way it can be broken."""

import csv
import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from approdo.experiments.own_zones import COLUMNS, KINDS, read_zones
from approdo.model.errors import BadInput

HEADER = "name,kind,x_km,y_km,residents,rent_m2"
PLAIN = f"{HEADER}\nMiddle,centre,0,0,1000,5.5\nEdge,periphery,3,4,500,4\n"


@pytest.mark.parametrize(
    "text",
    [
        PLAIN.replace(",", ";").replace("5.5", "5,5"),
        PLAIN.replace(",", "\t"),
        "\ufeff" + PLAIN,
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("Middle", '"Middle"').replace("\n", "\n\n"),
        PLAIN.replace("centre", "Centre").replace("name,kind", " Name , KIND "),
        PLAIN.rstrip("\n"),
    ],
    ids=["semicolons", "tabs", "byte order mark", "windows lines", "empty lines", "capitals", "no last line end"],
)
def test_tables_as_spreadsheets_write_them(put, text):
    zones = read_zones(put(text))
    assert [(zone.name, zone.kind, zone.residents, zone.rent_m2) for zone in zones] == [
        ("Middle", "centre", 1000, 5.5),
        ("Edge", "periphery", 500, 4.0),
    ]


def with_row(row: str) -> str:
    """Return a table whose third line is `row`."""
    return f"{HEADER}\nMiddle,centre,0,0,1000,5.5\n{row}\n"


BROKEN = {
    "empty": ("", "zones.csv:1: the file is empty"),
    "header only": (HEADER, "zones.csv:1: no zones below the header"),
    "no header": ("Middle,centre,0,0,1000,5.5\n", 'zones.csv:1: unknown column "middle"'),
    "column unknown": (
        PLAIN.replace("residents", "residenti"),
        'unknown column "residenti". Did you mean "residents"?',
    ),
    "column missing": (PLAIN.replace(",rent_m2", ""), "column rent_m2 is missing"),
    "column twice": (PLAIN.replace("y_km", "x_km"), 'column "x_km" stands twice'),
    "jobs twice": (PLAIN.replace(HEADER, f"{HEADER},jobs,jobs_services"), "give the total or the sectors"),
    "kind": (with_row("Edge,suburb,1,1,5,4"), 'zones.csv:3: kind = "suburb", expected one of centre'),
    "kind nearly": (with_row("Edge,perifery,1,1,5,4"), 'Did you mean "periphery"?'),
    "thousands": (with_row("Edge,belt,1,1,12.000,4"), 'residents = "12.000", expected a whole number such as 12000'),
    "negative": (with_row("Edge,belt,1,1,-5,4"), 'residents = "-5"'),
    "nobody": (with_row("Edge,belt,1,1,0,4"), "residents = 0, expected at least 1"),
    "no number": (with_row("Edge,belt,1,1,5,cheap"), 'rent_m2 = "cheap", expected a number such as 7.5'),
    "nan": (with_row("Edge,belt,1,1,5,nan"), 'rent_m2 = "nan"'),
    "infinity": (with_row("Edge,belt,inf,1,5,4"), 'x_km = "inf"'),
    "power": (with_row("Edge,belt,1e3,1,5,4"), 'x_km = "1e3"'),
    "yearly rent": (with_row("Edge,belt,1,1,5,480"), 'rent_m2 = "480", expected 0.5 to 100'),
    "metres": (with_row("Edge,belt,724000,5030000,5,4"), "kilometres east or north of the first zone, not metres"),
    "degrees": (
        f"{HEADER}\nA,centre,11.87,45.40,10,5\nB,belt,11.91,45.43,10,5\n",
        "all zones lie within 0.04 km: x_km and y_km look like degrees",
    ),
    "same name": (with_row("Middle,belt,1,1,5,4"), 'name = "Middle": line 2 has it too'),
    "no name": (with_row(",belt,1,1,5,4"), 'name = "", expected a text'),
    "too few cells": (with_row("Edge,belt,1,1"), "4 cells, expected 6"),
    "comma in a name": (with_row("Edge, south,belt,1,1,5,4"), "A name with a comma needs quotation marks"),
    "open quotation mark": (with_row('"Edge,belt,1,1,5,4'), "this cannot be read as CSV"),
    "latin-1": (with_row("Forlì,belt,1,1,5,4").encode("latin-1"), "zones.csv:3: this is no text in UTF-8"),
    "zero byte": (with_row("E\x00dge,belt,1,1,5,4"), "zones.csv:3: a zero byte"),
    "too many zones": (
        HEADER + "\n" + "".join(f"Z{n},belt,{n},1,5,4\n" for n in range(128)),
        "zones.csv:129: 128 zones, expected at most 127",
    ),
    "more foreigners than people": (
        f"{HEADER},foreign_residents\nMiddle,centre,0,0,10,5,11\n",
        "foreign_residents = 11, expected at most the 10 residents",
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_table_is_refused_with_line_value_and_remedy(put, what):
    content, said = BROKEN[what]
    with pytest.raises(BadInput) as caught:
        read_zones(put(content))
    assert said in str(caught.value)
    assert all(re.match(r"zones\.csv:\d+: ", line) for line in str(caught.value).splitlines())


def test_a_place_that_is_no_table(tmp_path):
    for path, said in ((tmp_path, "this is a folder"), (tmp_path / "none.csv", "no such file")):
        with pytest.raises(BadInput, match=said):
            read_zones(path)


CELLS = st.one_of(st.text(max_size=12), st.sampled_from([*KINDS, *COLUMNS, "0", "1", "12.5", "-3", "9" * 12, "nan"]))


@settings(max_examples=80, deadline=None)
@given(rows=st.lists(st.lists(CELLS, max_size=9), max_size=5), header=st.booleans(), separator=st.sampled_from(",;\t|"))
def test_no_table_breaks_the_reader(tmp_path_factory, rows, header, separator):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator)
    writer.writerows([HEADER.split(","), *rows] if header else rows)
    path = tmp_path_factory.getbasetemp() / "wild.csv"
    path.write_bytes(out.getvalue().encode("utf-8", "surrogatepass"))
    try:
        zones = read_zones(path)
    except BadInput as error:
        told = str(error)
    else:
        told = "wild.csv"
        assert zones
        assert all(zone.kind in KINDS and zone.residents > 0 for zone in zones)
    assert "wild.csv" in told


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "bytes.csv"
    path.write_bytes(content)
    with pytest.raises(BadInput):
        read_zones(path)
