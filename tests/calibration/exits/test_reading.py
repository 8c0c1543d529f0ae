"""An office's tables, well and badly filled in: every problem at once, with file and line."""

import pytest

from approdo.calibration.exits.reading import read_office
from approdo.calibration.exits.schema import TABLES
from approdo.calibration.exits.template import write_template
from approdo.model.errors import BadInput
from tests.calibration.exits.office import PRESENCES, write

GOOD = "2026-03,028060,cas,refugee,single,10,10,"


def said(*paths):
    with pytest.raises(BadInput) as raised:
        read_office(paths)
    return str(raised.value)


def test_the_template_can_be_read_once_it_is_filled_in(tmp_path):
    paths = write_template(tmp_path / "office")
    assert {path.name for path in paths} == {
        "presences.csv", "decisions.csv", "notices.csv", "vacancies.csv", "codebook.en.md", "codebook.it.md",
    }  # fmt: skip
    assert "028060" in (tmp_path / "office/codebook.it.md").read_text()
    with (tmp_path / "office/presences.csv").open("a") as file:
        file.write(GOOD + "\n")
    for name in ("decisions", "notices", "vacancies"):
        (tmp_path / f"office/{name}.csv").unlink()
    assert read_office([tmp_path / "office"]).people == 10
    with pytest.raises(BadInput, match="not empty"):
        write_template(tmp_path / "office")


def test_a_table_without_rows_is_no_table(tmp_path):
    assert "presences.csv:2: no rows." in said(write(tmp_path / "a", presences=[]))


def test_a_file_of_another_name_is_known_by_its_columns(tmp_path):
    path = tmp_path / "march.csv"
    path.write_text(PRESENCES.replace(",", ";") + GOOD.replace(",", ";") + "\n")
    assert read_office([path]).people == 10
    path.write_text(PRESENCES + GOOD.replace("cas", "camp") + "\n")
    assert "march.csv:2: reception" in said(path)


def test_every_problem_at_once(tmp_path):
    folder = write(
        tmp_path / "a",
        presences=[
            GOOD,
            "2026-04,028060,cas,refugee,couple,2,4,",
            "2026-03,28060,cas,refugee,family,2,20,",
            "2026-03-15,028060,cas,refugee,single,2,2,",
            "2026-03,028060,cas,refuge,single,x,2,",
        ],
        vacancies=["2026-04,cas,3"],
    )
    text = said(folder)
    for place in (":4: municipality", ":5: month", ":6: permit_type", ":6: households"):
        assert f"presences.csv{place}" in text
    assert 'Did you mean "refugee"' in text
    assert text.rstrip().endswith("problems. Nothing was computed.")


def test_what_no_cell_can_tell(tmp_path):
    folder = write(
        tmp_path / "a",
        presences=[
            GOOD,
            "2026-04,028060,cas,refugee,couple,2,4,",
            "2026-03,028060,cas,refugee,family,2,5,",
            "2026-03,028060,cas,special,single,3,3,2026-09",
            GOOD,
        ],
        decisions=["2026-05,028060,refugee,single,4", "2026-02,028060,applicant,single,1"],
        notices=["2026-06,028060,cas,refugee,single,8", "2036-06,028060,cas,special,single,1"],
        vacancies=["2026-04,cas,3"],
    )
    text = said(folder)
    for part in (
        "presences.csv:3: month",
        "presences.csv:4: people",
        "presences.csv:5: ends",
        "presences.csv:6: the same",
    ):
        assert part in text
    assert "decisions.csv:2: month" in text


def test_notified_exits_are_taken_from_those_whose_stay_ends_first(tmp_path):
    row = "2026-03,028060,sai_ordinary,refugee,single,{},{},{}"
    folder = write(
        tmp_path / "a",
        presences=[row.format(4, 4, ""), row.format(3, 3, "2026-12"), row.format(2, 2, "2026-06")],
        notices=["2026-05,028060,sai_ordinary,refugee,single,4"],
    )
    cells = read_office([folder]).cells
    assert sorted((cell.exit is not None, cell.ends is not None, len(cell.sizes)) for cell in cells) == [
        (False, False, 4),
        (False, True, 1),  # of the three that end in December
        (True, False, 4),
    ]


def test_parts_are_never_more_than_the_whole(tmp_path):
    folder = write(
        tmp_path / "a",
        presences=[GOOD],
        decisions=["2026-02,028060,refugee,single,4"],
        notices=["2026-06,028060,cas,refugee,single,8"],
    )
    assert "decisions and notices come to 12 households here, presences has 10" in said(folder)


@pytest.mark.parametrize(
    ("column", "part"),
    [("name", "could name a person"), ("codice_fiscale", "could name a person"), ("colour", "no column of this table")],
)
def test_nothing_about_a_person_comes_in(column, part, tmp_path):
    path = tmp_path / "presences.csv"
    path.write_text(PRESENCES.strip() + f",{column}\n" + GOOD + ",x\n")
    text = said(path)
    assert part in text
    assert f"presences.csv:1: {column}" in text


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04 a spreadsheet", b"\xff\xfeU\0T\0F\0", b"a,b\n1,2\n", PRESENCES.encode() + b"\xe0,1\n", b"\0"],
)
def test_files_that_are_no_tables(content, tmp_path):
    (tmp_path / "other.csv").write_bytes(content)
    assert "other.csv:" in said(tmp_path / "other.csv")


def test_files_that_are_not_there(tmp_path):
    assert "cannot be read" in said(tmp_path / "none.csv")
    (tmp_path / "empty").mkdir()
    assert "no CSV file" in said(tmp_path / "empty")
    link = tmp_path / "presences.csv"
    link.symlink_to("/etc/hostname")
    assert "link" in said(link)


def test_the_same_table_twice(tmp_path):
    write(tmp_path / "a", presences=[GOOD])
    (tmp_path / "a/more.csv").write_text(PRESENCES + GOOD + "\n")
    assert "a second table of presences" in said(tmp_path / "a")


def test_no_presences(tmp_path):
    assert "no table of presences" in said(write(tmp_path / "a", vacancies=["2026-04,sai_ordinary,3"]))


def test_more_households_than_any_province_has(tmp_path):
    folder = write(tmp_path / "a", presences=["2026-03,028060,cas,refugee,single,20001,20001,"])
    assert "20,001 households in all" in said(folder)


def test_small_rows_and_overdue_exits_are_told_and_stop_nothing(tmp_path):
    folder = write(
        tmp_path / "a",
        presences=[GOOD, "2026-03,028060,cas,special,single,2,2,"],
        notices=["2026-01,028060,cas,refugee,single,1"],
    )
    notes = [str(note) for note in read_office([folder]).notes]
    assert any("fewer than 5 people" in note for note in notes)
    assert any("overdue" in note for note in notes)


def test_no_table_has_room_for_a_person():
    for table in TABLES.values():
        assert not {field.type for field in table.fields} & {"pid", "group"}
        assert not any("date" in field.name or "name" in field.name for field in table.fields)
