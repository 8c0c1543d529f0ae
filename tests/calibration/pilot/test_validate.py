"""Checks of a pilot's folder: what passes, what is wrong and where, and what hostile files do."""

import codecs
import json
import os
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from approdo.calibration.pilot import reading
from approdo.calibration.pilot.months import months_of
from approdo.calibration.pilot.problems import SHOWN
from approdo.calibration.pilot.tables import digest_of
from approdo.calibration.pilot.validate import check_pilot, read_pilot
from approdo.model.codes import Housing, Work
from approdo.model.errors import BadInput

from .builders import described, people, pid, plain_hash, shares, write


def told(folder):
    """Return the problems of a folder as lines."""
    return [str(problem) for problem in check_pilot(folder).problems.found]


def broken(tmp_path, name, old, new, count=1):
    """Return the problems after one change of one file of a valid pilot."""
    files = people()
    assert old in files[name]
    return told(write(tmp_path / "p", {**files, name: files[name].replace(old, new, count)}))


def test_a_right_pilot_becomes_months(tmp_path):
    data = months_of(read_pilot(write(tmp_path, people())))
    assert (data.name, data.months, data.persons, data.has_comparison, data.synthetic) == ("trial", 20, 12, True, False)
    assert [site.territory for site in data.sites] == ["bologna", "milano"]
    site = data.sites[0]
    expected = [-1] + [Housing.HOSTED] * 6 + [-1, -1] + [Housing.OWN] * 11
    assert site.housing[0].tolist() == expected  # a gap is unknown, never housed
    assert site.work[0].tolist() == [-1] * 3 + [Work.FIXED_TERM] * 8 + [-1] * 9
    assert (int(site.first[0]), int(site.last[0]), int(site.exit[0])) == (1, 19, -2)
    with pytest.raises(ValueError, match="read-only"):
        site.housing[0, 0] = 1


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("housing_spell.csv", ",hosted,", ",hostd,", 'housing_spell.csv:2: state "hostd": no code of this column.'),
        ("housing_spell.csv", "2020-11", "2020-13", 'housing_spell.csv:2: end "2020-13": no month'),
        ("housing_spell.csv", "2020-11", "2020-05", 'housing_spell.csv:2: end "2020-05": before start, 2020-06.'),
        ("housing_spell.csv", "2020-11", "2021-02", 'housing_spell.csv:3: start "2021-02": this spell begins before'),
        (
            "housing_spell.csv",
            "2020-06",
            "2020-05",
            'housing_spell.csv:2: start "2020-05": before observed_from 2020-06',
        ),
        ("housing_spell.csv", "hosted,6", "hosted,5", 'housing_spell.csv:2: ethos_light "5": state "hosted" is in'),
        ("housing_spell.csv", "2021-02,,own", "2022-02,,own", "after observed_to 2021-12"),
        ("housing_spell.csv", pid(0), pid(99), "housing_spell.csv:2: pid: this person is not in person.csv."),
        (
            "work_spell.csv",
            "employed,temp",
            "employed,",
            "work_spell.csv:2: contract: status is employed, the contract",
        ),
        ("work_spell.csv", "employed,temp", "inactive,temp", 'work_spell.csv:2: contract: status is "inactive"'),
        ("work_spell.csv", "employed", "=1+1", 'work_spell.csv:2: status "=1+1": this looks like a formula.'),
        (
            "work_spell.csv",
            "2021-03",
            "17/03/2021",
            'work_spell.csv:2: end "17/03/2021": an exact date is never taken.',
        ),
        ("work_spell.csv", "2021-03", "2021-03-17", "an exact date is never taken."),
        ("person.csv", "18-24", "1999-03-17", "person.csv:2: age_band: an exact date is never taken. Write 18-24, "),
        (
            "housing_spell.csv",
            f"ethos_light\n{pid(0)},2020-06,2020-11,hosted,6",
            f"ethos_light,rent_pppm\n{pid(0)},2020-06,2020-11,hosted,6,1.200",
            'rent_pppm "1.200": is this a decimal or a thousands separator? Write it without: 1200; ',
        ),
        ("person.csv", "037", "37", 'person.csv:2: territory "37": no ISTAT code'),
        ("person.csv", "2021-12", "2022-01", 'person.csv:2: observed_to "2022-01": outside the observation'),
        ("person.csv", "consent\n", "\n", "person.csv:2: consent_basis: it is empty."),
        ("person.csv", ",male", ",", ""),
        ("person.csv", ",sex,", ",sesso,", "person.csv:1: sesso: no column of this table."),
        ("person.csv", "sex,", "sex,sex,", "person.csv:1: sex: the column is there twice."),
        ("person.csv", ",sex,", ",surname,", "person.csv:1: surname: this column looks as if it could name a person"),
        ("person.csv", ",sex,", ",data_nascita,", "data_nascita: this column looks as if it could name a person"),
        ("person.csv", "group,", "", "person.csv:1: group: this column is missing."),
        ("person.csv", ",single,", ",single,,", "person.csv:2: 12 cells, expected 11 as in the first line."),
        ("person.csv", ",single,", ',"single,', "person.csv:"),
    ],
)
def test_one_mistake_is_told_with_file_line_value_and_remedy(tmp_path, name, old, new, expected):
    files = people()
    assert old in files[name]
    found = check_pilot(write(tmp_path, {**files, name: files[name].replace(old, new, 1)})).problems.found
    if not expected:
        assert found == []
        return
    assert any(expected in str(problem) for problem in found), [str(problem) for problem in found]
    assert not any("1999-03-17" in str(problem) for problem in found)
    assert all(problem.remedy for problem in found)


def test_everything_is_told_at_once(tmp_path):
    files = people()
    files["person.csv"] = files["person.csv"].replace("037", "37").replace(",male,", ",M,")
    files["housing_spell.csv"] = files["housing_spell.csv"].replace("hosted", "street")
    files["work_spell.csv"] = files["work_spell.csv"].replace("temp", "fixed")
    problems = told(write(tmp_path, files))
    assert sum(problem.startswith("person.csv") for problem in problems) == 6 + 8
    assert sum(problem.startswith("housing_spell.csv") for problem in problems) == 12
    assert sum(problem.startswith("work_spell.csv") for problem in problems) == 12
    with pytest.raises(BadInput) as error:
        read_pilot(tmp_path)
    assert str(error.value).count("\n") + 1 == len(problems) <= SHOWN


def test_long_lists_are_cut_in_messages_only(tmp_path):
    files = people(120)
    files["housing_spell.csv"] = files["housing_spell.csv"].replace("hosted", "house")
    checked = check_pilot(write(tmp_path, files))
    assert len(checked.problems.found) == 120
    assert checked.problems.message().endswith("... and 20 more; all of them with --json FILE.")


DIALECTS = {
    "mark of UTF-8": lambda text: codecs.BOM_UTF8 + text.encode(),
    "semicolons": lambda text: text.replace(",", ";").encode(),
    "tabs": lambda text: text.replace(",", "\t").encode(),
    "CRLF": lambda text: text.replace("\n", "\r\n").encode(),
    "old Mac": lambda text: text.replace("\n", "\r").encode(),
    "quoted": lambda text: "\n".join(
        ",".join(f'"{cell}"' for cell in line.split(",")) for line in text.splitlines()
    ).encode(),
    "rows upside down": lambda text: "\n".join([text.splitlines()[0], *reversed(text.splitlines()[1:])]).encode(),
    "blank lines and spaces": lambda text: text.replace("\n", "\n\n").replace(",", " , ").encode(),
}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_way_of_writing_csv_is_the_same_data(tmp_path, dialect):
    files = people()
    one = read_pilot(write(tmp_path / "a", files))
    tables = {name: DIALECTS[dialect](text) for name, text in files.items() if name.endswith(".csv")}
    other = read_pilot(write(tmp_path / "b", {**files, **tables}))
    assert digest_of(one) == digest_of(other)


def test_decimal_commas_where_columns_are_not_separated_by_them(tmp_path):
    files = people(1)
    head = "pid,start,end,state,ethos_light,rent_pppm\n"
    rows = f"{pid(0)},2020-06,,own,,312.5\n"
    point = read_pilot(write(tmp_path / "a", {**files, "housing_spell.csv": head + rows}))
    comma = (head + rows).replace(",", ";").replace("312.5", "312,5")
    assert digest_of(read_pilot(write(tmp_path / "b", {**files, "housing_spell.csv": comma}))) == digest_of(point)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("pid;group".encode("utf-16"), "UTF-16"),
        ("pid,group\nMüller,x\n".encode("latin-1"), "person.csv:2: the text is not in UTF-8."),
        (b"pid,group\n\0\n", "person.csv:2: the file holds a zero byte."),
        (b"", "the file is empty"),
        (b"\n\n", "the file is empty"),
        (b"PK\x03\x04rest", "a spreadsheet or an archive"),
        (b"\x1f\x8b\x08rest", "a spreadsheet or an archive"),
        (b"x" * 100, "person.csv:1: (100 characters): no column of this table."),
        (b",".join(b"a%d" % n for n in range(5000)), "5000 columns"),
        (b'pid,group\n"' + b"x" * 200_000 + b'",participant\n', "person.csv:"),
        (b'pid,group\n"never closed,participant\n', "person.csv:"),
    ],
)
def test_hostile_tables_are_refused_in_words(tmp_path, content, expected):
    problems = told(write(tmp_path, {**people(), "person.csv": content}))
    assert any(expected in problem for problem in problems), problems
    assert all(len(problem) < 700 for problem in problems)


def test_large_files_are_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MOST_BYTES", 1000)
    problems = told(write(tmp_path, people()))
    assert any("the file is larger than" in problem for problem in problems)
    monkeypatch.setattr(reading, "MOST_BYTES", 10**6)
    monkeypatch.setattr(reading, "MOST_ROWS", 5)
    assert any("more than 5 rows" in problem for problem in told(tmp_path))


def test_links_devices_and_folders_are_not_read(tmp_path):
    folder = write(tmp_path / "p", people())
    secret = tmp_path / "secret.csv"
    secret.write_text(people()["person.csv"])
    (folder / "person.csv").unlink()
    (folder / "person.csv").symlink_to(secret)
    assert any("person.csv:1: this is a link" in problem for problem in told(folder))
    (folder / "person.csv").unlink()
    os.mkfifo(folder / "person.csv")
    assert any("person.csv:1: this is no ordinary file" in problem for problem in told(folder))
    (folder / "person.csv").unlink()
    (folder / "person.csv").mkdir()
    assert any("person.csv:1: this is no ordinary file" in problem for problem in told(folder))


@pytest.mark.parametrize("path", ["../person.csv", "/etc/passwd", "file:///etc/passwd", "sub/person.csv", 7, None])
def test_the_descriptor_cannot_lead_elsewhere(tmp_path, path):
    document = described()
    document["resources"][0]["path"] = path
    problems = told(write(tmp_path, {**people(), "datapackage.json": json.dumps(document)}))
    assert any("no file of a pilot" in problem for problem in problems)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"format": 2}, "format"),
        ({"format": True}, "format"),
        ({"observation": {"first": "2021-12", "last": "2020-05"}}, "no such window"),
        ({"observation": {"first": "1990-01", "last": "2090-05"}}, "no such window"),
        ({"observation": "2020"}, "first"),
        ({"keep_until": None}, "keep_until"),
        ({"keep_until": "soon"}, 'keep_until "soon": no month.'),
        ({"synthetic": "no"}, "neither true nor false"),
        ({"synthetic": True}, "the package says that it is synthetic, this id does not."),
    ],
)
def test_facts_of_the_descriptor_are_checked(tmp_path, facts, expected):
    problems = told(write(tmp_path, {**people(), "datapackage.json": json.dumps(described(**facts))}))
    assert any(expected in problem for problem in problems), problems


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"approdo": 3}', "[" * 100_000, '{"a": 1' + "0" * 5000 + "}"])
def test_a_broken_descriptor_is_told(tmp_path, text):
    assert any(
        problem.startswith("datapackage.json:")
        for problem in told(write(tmp_path, {**people(), "datapackage.json": text}))
    )


def test_missing_files_and_strange_ones(tmp_path):
    assert {problem.split(":")[0] for problem in told(write(tmp_path / "empty", {}))} == {
        "datapackage.json",
        "person.csv",
        "housing_spell.csv",
    }
    files = {**people(), "names.xlsx": b"PK", "notes\n.txt": "Mario"}
    checked = check_pilot(write(tmp_path / "p", files))
    assert checked.pilot is not None
    assert [note.said for note in checked.problems.notes] == ["no file of a pilot: it is not read."] * 2


def test_archives_are_not_opened(tmp_path):
    path = tmp_path / "pilot.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("person.csv", "0" * 10**6)
    with pytest.raises(BadInput, match=r"Unpack it first: archives are not opened"):
        check_pilot(path)
    for name in ("nowhere", "a\0b", "x" * 5000):
        with pytest.raises(BadInput, match="this is no folder"):
            check_pilot(name)


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda number: f"{number:016d}", "counter or a pattern"),
        (lambda number: f"{number + 0xA1B2C3D4E5F60708:016x}", "ids in sequence"),
        (lambda number: str(number), "no keyed hash (1 characters"),
        (lambda number: f"Rossi Mario {number}", "no keyed hash"),
        (lambda number: f"2020{number * 7919 + 123456789012:012d}"[:16], "decimal digits only"),
        (lambda number: plain_hash(number + 1), "the plain hash of a small number"),
        (lambda number: "synth-" + pid(number)[:16], "an id of a synthetic person"),
        (lambda number: pid(number).upper(), "no keyed hash"),
    ],
)
def test_ids_that_are_no_keyed_hashes_are_refused_with_the_way_to_make_them(tmp_path, make, expected):
    files = people(9)
    for name in ("person.csv", "housing_spell.csv", "work_spell.csv"):
        for number in range(9):
            files[name] = files[name].replace(pid(number), make(number))
    problems = told(write(tmp_path, files))
    assert any(expected in problem for problem in problems), problems
    assert any("hmac.new(key" in problem or "synthetic" in problem for problem in problems)
    assert not any("Rossi" in problem for problem in problems)


@settings(max_examples=15, deadline=None)
@given(st.binary(min_size=16, max_size=16), st.integers(2, 300))
def test_keyed_hashes_pass(key, count):
    import hmac

    from approdo.calibration.pilot.identifiers import check_ids
    from approdo.calibration.pilot.problems import Problems

    ids = {hmac.new(key, str(number).encode(), "sha256").hexdigest()[:32]: number for number in range(count)}
    problems = Problems()
    check_ids(ids, "person.csv", False, problems)
    # one good id in two million looks like a pattern: allowed to happen, not to be common
    assert len(problems.found) <= 1


def test_free_text_and_long_values_are_not_repeated(tmp_path):
    note = "Amina lives with her cousin in via Roma 12, tel 0511234567"
    problems = broken(tmp_path, "housing_spell.csv", "hosted", note)
    assert problems
    assert not any("Amina" in problem for problem in problems)
    problems = broken(tmp_path, "housing_spell.csv", "hosted", f'"{"word " * 80}\nsecond line"')
    assert any("free text" in problem for problem in problems)


def test_vulnerability_is_checked_and_never_kept(tmp_path):
    files = people(6)
    lines = files["person.csv"].splitlines()
    with_it = [lines[0] + ",vulnerability", *(line + ",psych" for line in lines[1:])]
    one = check_pilot(write(tmp_path / "a", {**files, "person.csv": "\n".join(with_it)}))
    assert one.pilot is not None
    assert "never kept" in one.problems.notes[0].said
    assert digest_of(one.pilot) == digest_of(read_pilot(write(tmp_path / "b", files)))


def test_published_shares_are_a_second_way_in(tmp_path):
    from approdo.calibration.pilot.aggregate import INDICATORS, aggregate_of, indicator_mask

    data = aggregate_of(read_pilot(write(tmp_path / "a", shares())))
    assert [(row.indicator, row.territory, row.since_exit, row.group) for row in data.rows] == [
        ("emp_rate", "all", 12, "all"),
        ("hl_broad", "bologna", None, "all"),
        ("hl_broad", "bologna", None, "sex=female"),
    ]
    of, counted = indicator_mask("hl_broad")
    assert (of, counted.nonzero()[0].tolist()) == ("housing", [2, 3, 4, 5, 6, 7])
    assert all(indicator_mask(name)[1].any() for name in INDICATORS)
    with pytest.raises(BadInput, match="published shares"):
        months_of(read_pilot(tmp_path / "a"))
    with pytest.raises(BadInput, match="it holds people"):
        aggregate_of(read_pilot(write(tmp_path / "p", people())))
    assert any("two ways" in line for line in told(write(tmp_path / "both", {**people(), **shares()})))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("0.31", "31", "47 % is 0.47"),
        ("0.31", "1.2", "outside the range"),
        ("0.31", "nan", "no number"),
        (",all,120", ",all,4", "too few people"),
        ("sex=female", "sex=F", "no group"),
        ("sex=female", "surname=Rossi", "no group"),
        ("sex=female", "all", "the same indicator and territory"),
        ("2021-01,,all", "2021-01,3,all", "both month and since_exit"),
        (",,,12", ",,,", "no month and no since_exit"),
        ("2021-01,,all", "2029-01,,all", "outside the observation"),
    ],
)
def test_wrong_shares_are_told(tmp_path, old, new, expected):
    files = shares()
    files["aggregate.csv"] = files["aggregate.csv"].replace(old, new, 1)
    problems = told(write(tmp_path, files))
    assert any(expected in problem for problem in problems), problems


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_any_damage_is_told_and_never_a_traceback(tmp_path, data):
    files = {name: text.encode() for name, text in people(3).items()}
    name = data.draw(st.sampled_from(sorted(files)))
    content = files[name]
    at = data.draw(st.integers(0, len(content)))
    upto = data.draw(st.integers(at, min(len(content), at + 40)))
    files[name] = content[:at] + data.draw(st.binary(max_size=30)) + content[upto:]
    checked = check_pilot(write(tmp_path, files))
    assert (checked.pilot is None) == bool(checked.problems.found)
    if checked.pilot is not None:
        months_of(checked.pilot)
    for problem in checked.problems.found:
        assert problem.file in files
        assert problem.line >= 1
        assert problem.said
