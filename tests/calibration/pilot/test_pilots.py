"""Pilots that are kept: imported, opened, released, forgotten; every step leaves an audit row and nothing else."""

import json
import sqlite3

import pytest

from approdo.calibration.pilot import keeping, pilots
from approdo.calibration.pilot.counts import ALL, BY, STATES, counts
from approdo.calibration.pilot.months import months_of
from approdo.calibration.pilot.pilots import (
    audit_rows,
    forget_pilot,
    import_pilot,
    kept_pilots,
    open_pilot,
    record_export,
    releases,
)
from approdo.calibration.pilot.suppress import protect
from approdo.calibration.pilot.tables import digest_of
from approdo.calibration.pilot.validate import read_pilot
from approdo.model.errors import BadInput, Failure

from .builders import described, people, pid, write


@pytest.fixture
def base(tmp_path):
    return tmp_path / "pilots.db"


@pytest.fixture
def folder(tmp_path):
    return write(tmp_path / "trial", people())


def test_what_is_imported_is_what_is_opened(folder, base):
    kept = import_pilot(folder, "trial", base)
    assert [each.name for each in kept_pilots(base)] == ["trial"]
    assert digest_of(open_pilot("trial", base)) == digest_of(open_pilot(folder, base)) == kept.digest
    assert months_of(open_pilot("trial", base)).digest == kept.digest
    assert base.stat().st_mode & 0o077 == 0  # for this user alone


@pytest.mark.promise("privacy.forget")
def test_a_forgotten_pilot_leaves_no_byte(folder, base, tmp_path):
    """The ids, the states and the name of the file of data are gone from every file beside the database."""
    import_pilot(folder, "trial", base)
    other = {name: text.replace("trial", "second") for name, text in people(40).items()}
    import_pilot(write(tmp_path / "other", other), "second", base)
    frame = counts(months_of(open_pilot("trial", base)))
    told = protect(frame, ("month", "territory", "housing"), totals={"territory": ALL, "housing": ALL}, digest="x")
    record_export("trial", "table", "t.csv", len(frame), told.hidden, told.release, file=base)
    needles = [pid(number).encode() for number in range(12)] + [b"2020-06,2020-11,hosted"]
    content = base.read_bytes()
    assert all(needle in content for needle in needles)
    forget_pilot("second", base)
    assert all(needle in base.read_bytes() for needle in needles)
    forget_pilot("trial", base)
    left = b"".join(path.read_bytes() for path in tmp_path.glob("pilots.db*"))
    assert [path.name for path in tmp_path.glob("pilots.db*")] == ["pilots.db"]
    assert not any(needle in left for needle in needles)
    assert b"homeless" not in left  # what was noted of releases
    assert kept_pilots(base) == []
    with pytest.raises(BadInput, match="None is kept here"):
        open_pilot("trial", base)


@pytest.mark.promise("privacy.forget")
def test_even_without_rewriting_the_rows_are_overwritten(folder, base, monkeypatch):
    import_pilot(folder, "trial", base)
    monkeypatch.setattr(keeping, "rewrite", lambda file: None)
    forget_pilot("trial", base)
    assert pid(0).encode() not in base.read_bytes()


def test_every_step_leaves_an_audit_row(folder, base, tmp_path):
    kept = import_pilot(folder, "trial", base)
    record_export("trial", "a figure", "f.png", 10, 3, file=base)
    record_export("folder", "posterior", "p.json", 1, digest="abc", file=base)
    forget_pilot("trial", base)
    rows = audit_rows(file=base)
    assert [(row["action"], row["pilot"], row["hidden"]) for row in rows] == [
        ("import", "trial", 0),
        ("export", "trial", 3),
        ("export", "folder", 0),
        ("forget", "trial", 0),
    ]
    assert [row["digest"] for row in rows] == [kept.digest, kept.digest, "abc", kept.digest]
    assert all(row["by"] and row["at"].startswith("20") and row["version"] for row in rows)
    assert not any(pid(0) in str(row) for row in rows)
    assert [row["action"] for row in audit_rows("trial", base)] == ["import", "export", "forget"]


def test_nothing_leaves_without_an_audit_row(folder, base):
    with pytest.raises(BadInput, match="none of this name"):
        record_export("trial", "a figure", "f.png", 1, file=base)
    assert audit_rows(file=base) == []


def test_a_failed_import_keeps_nothing(folder, base):
    (folder / "person.csv").write_text("pid\n")
    with pytest.raises(BadInput):
        import_pilot(folder, "trial", base)
    assert not base.exists() or kept_pilots(base) == []


def test_an_import_is_whole_or_absent(folder, base, monkeypatch):
    def broken(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(pilots, "_audit", broken)
        with pytest.raises(KeyboardInterrupt):
            import_pilot(folder, "trial", base)
    assert kept_pilots(base) == []
    assert audit_rows(file=base) == []
    import_pilot(folder, "trial", base)


def test_names_are_taken_once(folder, base):
    import_pilot(folder, "trial", base)
    with pytest.raises(BadInput, match="there is one with the same data"):
        import_pilot(folder, "trial", base)
    for name in ("", "Trial", "a b", "../x", "x" * 61, "-a"):
        with pytest.raises(BadInput, match="expected small letters"):
            import_pilot(folder, name, base)
    with pytest.raises(BadInput, match='Did you mean "trial"'):
        forget_pilot("trail", base)


def test_data_is_not_used_after_its_time(tmp_path, base, monkeypatch):
    files = {**people(), "datapackage.json": json.dumps(described(keep_until="2020-12"))}
    late = write(tmp_path / "late", files)
    for call in (lambda: import_pilot(late, "late", base), lambda: open_pilot(late, base)):
        with pytest.raises(BadInput, match="kept until 2020-12, which is over"):
            call()
    monkeypatch.setattr(pilots, "_now", lambda: "2020-12-31T23:59:59+00:00")
    import_pilot(late, "late", base)
    open_pilot("late", base)
    monkeypatch.setattr(pilots, "_now", lambda: "2021-01-01T00:00:00+00:00")
    with pytest.raises(BadInput, match="approdo pilot forget late"):
        open_pilot("late", base)
    forget_pilot("late", base)  # what should have been deleted can be


def test_other_databases_are_left_alone(folder, tmp_path):
    foreign = tmp_path / "foreign.db"
    with sqlite3.connect(foreign) as connection:
        connection.execute("CREATE TABLE bank (id)")
    connection.close()
    before = foreign.read_bytes()
    with pytest.raises(BadInput, match="belongs to another program"):
        import_pilot(folder, "trial", foreign)
    assert foreign.read_bytes() == before
    text = tmp_path / "text.db"
    text.write_text("this is no database, whatever its name says" * 50)
    with pytest.raises(BadInput, match="no SQLite database"):
        import_pilot(folder, "trial", text)
    for given in ("postgresql://host/db", "sqlite:///x.db", "a\0b", ""):
        with pytest.raises(BadInput, match="kept on no server"):
            import_pilot(folder, "trial", given)
    with pytest.raises((Failure, BadInput)):
        import_pilot(folder, "trial", tmp_path)
    with pytest.raises(Failure, match="No such file"):
        import_pilot(folder, "trial", tmp_path / "nowhere" / "pilots.db")


def test_releases_are_remembered_and_read_back(folder, base):
    import_pilot(folder, "trial", base)
    data = months_of(open_pilot("trial", base))
    frame = counts(data, "housing", "sex")
    told = protect(frame, ("month", "sex", "housing"), totals={"sex": ALL, "housing": ALL}, digest=data.digest)
    record_export("trial", "table", "t.csv", len(frame), told.hidden, told.release, file=base)
    assert releases(data.digest, base) == [told.release]
    assert releases("another", base) == []


def test_data_are_known_by_what_they_hold_not_by_a_name(folder, base):
    """What was told of a folder counts for the pilot that was imported from it, whatever it is called."""
    kept = import_pilot(folder, "ours", base)
    data = months_of(open_pilot(folder, base))
    frame = counts(data, "housing", "sex")
    told = protect(frame, ("month", "sex", "housing"), totals={"sex": ALL, "housing": ALL}, digest=data.digest)
    record_export(data.name, "table", "t.csv", len(frame), told.hidden, told.release, data.digest, base)
    assert data.name != "ours"
    assert releases(kept.digest, base) == [told.release]
    assert [row["action"] for row in audit_rows("ours", base)] == ["import", "export"]


@pytest.mark.parametrize("of", STATES)
@pytest.mark.parametrize("by", BY)
def test_tables_of_counts_add_up(folder, of, by):
    data = months_of(read_pilot(folder))
    frame = counts(data, of, by, 1)
    total = frame[(frame[by] == ALL) & (frame[of] == ALL)].set_index("month")["n"]
    assert total.tolist() == [0] + [12] * 19  # everybody is followed from the second month on
    unknown = frame[(frame[by] == ALL) & (frame[of] == "unknown")].set_index("month")["n"]
    assert unknown["2020-12"] == (12 if of == "housing" else 0)
    told = protect(frame, ("month", by, of), totals={by: ALL, of: ALL})
    shown = told.frame[told.frame["n"].notna()]
    assert not ((shown["n"] > 0) & (shown["n"] < 5)).any()


def test_wrong_tables_are_refused(folder):
    data = months_of(read_pilot(folder))
    for wrong in ({"of": "health"}, {"by": "region_origin"}, {"by": "pid"}, {"every": 0}):
        with pytest.raises(BadInput):
            counts(data, **wrong)
