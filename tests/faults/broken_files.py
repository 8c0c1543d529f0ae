"""Broken files and wrong questions: what corpus.py lets the commands meet."""

import gzip
import io
import os
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tests.calibration.pilot.builders import people, write

from .inputs import package, study, territory

GOOD = package.SAMPLE
COMPARE = ("compare", "padova", "--months", "13", "--runs", "2", "--workers", "1", "--no-figure", "--package")
SWEEP = ("sweep", "--workers", "1")
ZONES = ("territory", "new", "--name", "Somewhere", "--to", "made.toml", "--zones")
PLACE = ("territory", "check")
COMPARE_IN = ("compare", "--months", "13", "--runs", "2", "--workers", "1", "--no-figure", "--package", "ali")
PILOT = ("pilot", "validate")
STORE = ("store", "status", "--store")

Maker = Callable[[Path], None]


@dataclass(frozen=True)
class Case:
    """A command, the thing it is given (the last word), what makes that thing, and the exit codes that are right."""

    words: tuple[str, ...]
    thing: str
    make: Maker = field(default=lambda path: None)
    codes: tuple[int, ...] = (1, 2)


def content(text: str | bytes) -> Maker:
    """Make a file with this content."""

    def make(path: Path) -> None:
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    return make


def link(to: str) -> Maker:
    """Make a symbolic link."""
    return lambda path: path.symlink_to(to)


def pipe(path: Path) -> None:
    """Make a named pipe, at which a reader would wait for ever."""
    os.mkfifo(path)


def folder(path: Path) -> None:
    """Make a folder."""
    path.mkdir()


@cache
def gzip_bomb() -> bytes:
    """Return 100 MB of zeros in 100 kB."""
    return gzip.compress(b"\0" * 100_000_000, 9)


@cache
def zip_bomb(name: str) -> bytes:
    """Return an archive whose only file would have 200 MB."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr(name, b"\0" * 200_000_000)
    return made.getvalue()


def pilot(**changed: bytes | Maker) -> Maker:
    """Make a pilot whose files (underscore for dot) are replaced."""

    def make(path: Path) -> None:
        write(path, people())
        for name, what in changed.items():
            file = path / name.replace("_csv", ".csv").replace("_json", ".json")
            file.unlink(missing_ok=True)
            if isinstance(what, bytes):
                file.write_bytes(what)
            else:
                what(file)

    return make


def of_text(words: tuple[str, ...], good: str, name: str) -> dict[str, Case]:
    """Return what can be wrong with any text file."""
    spoilt: dict[str, Maker] = {
        "empty": content(b""),
        "zeros": content(b"\0" * 1000),
        "UTF-16": content(good.encode("utf-16")),
        "UTF-32": content(good.encode("utf-32")),
        "latin-1": content(good.replace("a", "à").encode("latin-1")),
        "half a character": content(good.encode() + b"\xe2\x82"),
        "gzip bomb": content(gzip_bomb()),
        "zip bomb": content(zip_bomb(name)),
        "50 MB": content(good.encode() + b"#" * 50_000_000),
        "a folder": folder,
        "a pipe": pipe,
        "link to an endless device": link("/dev/zero"),
        "link to itself": link(name),
        "link to nothing": link("nothing"),
        "link to another file": link("/etc/passwd"),
        "no such file": lambda path: None,
    }
    return {what: Case(words, name, make) for what, make in spoilt.items()}


def of_toml(words: tuple[str, ...], good: str, name: str) -> dict[str, Case]:
    """Return what can be wrong with any TOML file of ours."""
    head = "format = 1\n"
    spoilt = {
        "twice the same key": good + "\n[extra]\na = 1\na = 2\n",
        "twice the format": head + good,
        "another format": good.replace("format = 1", "format = 2"),
        "format of 5000 digits": good.replace("format = 1", "format = " + "1" * 5000),
        "format is true": good.replace("format = 1", "format = true"),
        "100,000 brackets": head + "a = " + "[" * 100_000,
        "20,000 tables inside each other": head + "a." * 20_000 + "b = 1",
        "20,000 inline tables": head + "a = " + "{a = " * 20_000,
        "an unclosed text": good + '\nx = """',
        "SQL": "'; DROP TABLE run; --",
        "Python": "__import__('os').system('touch owned')",
        "a tag of YAML": "!!python/object/apply:os.system ['touch owned']",
    }
    return {**of_text(words, good, name), **{what: Case(words, name, content(text)) for what, text in spoilt.items()}}


def of_package() -> dict[str, Case]:
    """Return what can be wrong with a package."""
    wrong = {
        "NaN tutors": ("tutors = 2", "tutors = nan"),
        "infinite budget": ("budget = 60000", "budget = inf"),
        "minus infinite budget": ("budget = 60000", "budget = -inf"),
        "budget beyond floats": ("budget = 60000", "budget = 1e999"),
        "negative budget": ("budget = 60000", "budget = -1"),
        "tutors of 400 digits": ("tutors = 2", "tutors = " + "9" * 400),
        "tutors of 5000 digits": ("tutors = 2", "tutors = " + "9" * 5000),
        "a number as text": ("tutors = 2", 'tutors = "2"'),
        "a formula": ("tutors = 2", 'tutors = "=1+1"'),
        "months beyond the end of time": ('start = "+0"', 'start = "9999-12"'),
        "a month 13": ('start = "+0"', 'start = "2026-13"'),
        "a lever twice": ("guarantee_fund", "tutoring"),
        "no such lever": ("guarantee_fund", "guarantee_fond"),
        "an unknown field": ("tutors = 2", "tutors = 2\ntutorz = 3"),
        "a path as a kind": ("guarantee_fund", "../../../etc/passwd"),
        "a name that a terminal obeys": ("Tutoring and guarantee", "a\\u001b[2Jb"),
        "a name of two rows": ("Tutoring and guarantee", "a\\rb"),
        "a name with a zero": ("Tutoring and guarantee", "a\\u0000b"),
        "eligibility of NaN": ("months_since_exit_max = 12", "months_since_exit_max = nan"),
    }
    cases = {what: Case(COMPARE, "my.toml", content(GOOD.replace(was, now, 1))) for what, (was, now) in wrong.items()}
    names = {
        "a path out of the folder": Case(COMPARE, "../../../../../../etc/passwd"),
        "a part that is a path": Case(COMPARE, "ali/../../x"),
        "a name with a zero": Case(COMPARE, "a\0b.toml"),
        "a name of 5000 letters": Case(COMPARE, "a" * 5000 + ".toml"),
        "an endless device": Case(COMPARE, "/dev/zero"),
        "with a byte order mark it is read": Case(COMPARE, "my.toml", content(b"\xef\xbb\xbf" + GOOD.encode()), (0,)),
        "with Windows lines it is read": Case(COMPARE, "my.toml", content(GOOD.replace("\n", "\r\n")), (0,)),
        "through a link it is read": Case(COMPARE, "my.toml", _linked, (0,)),
    }
    return {**of_toml(COMPARE, GOOD, "my.toml"), **cases, **names}


def _linked(path: Path) -> None:
    path.with_name("other.toml").write_text(GOOD)
    path.symlink_to("other.toml")


def of_study() -> dict[str, Case]:
    """Return what can be wrong with a study."""
    good = study.SAMPLE
    wrong = {
        "a million million points": ("points = 8", "points = 1000000000000"),
        "points of 400 digits": ("points = 8", "points = " + "9" * 400),
        "half a point": ("points = 8", "points = 0.5"),
        "NaN in a list": ("values = [3, 6]", "values = [3, nan]"),
        "a range the wrong way round": ("low = 0.5, high = 4", "low = 4, high = 0.5"),
        "a step of nothing": ("step = 0.5", "step = 0"),
        "a step of 1e-300": ("step = 0.5", "step = 1e-300"),
        "an infinite range": ("high = 4", "high = inf"),
        "a package out of the folder": ('packages = ["ali"]', 'packages = ["../../../etc/passwd"]'),
        "a territory out of the folder": ('territories = ["padova"]', 'territories = ["/dev/zero"]'),
        "a path through Python": ("landlords.prejudice_mean", "__class__.__mro__"),
        "a distribution that is none": ("uniform", "exec"),
        "the same factor twice": ("guarantee_fund.months_covered", "accompaniment.tutors"),
    }
    cases = {what: Case(SWEEP, "my.toml", content(good.replace(was, now, 1))) for what, (was, now) in wrong.items()}
    return {**of_toml(SWEEP, good, "my.toml"), **cases}


def of_places() -> dict[str, Case]:
    """Return what can be wrong with tables of zones and territory files."""
    wrong = {
        "residents NaN": ("1800", "nan"),
        "residents of 400 digits": ("1800", "9" * 400),
        "residents negative": ("1800", "-1800"),
        "rent beyond floats": ("5.2", "1e999"),
        "a column twice": ("foreign_residents", "residents"),
        "an open quotation mark": ("Valchiara centre", '"Valchiara centre'),
        "a name twice": ("Valchiara north", "Valchiara centre"),
    }
    zones = territory.ZONES
    cases = {
        f"zones: {what}": Case(ZONES, "zones.csv", content(zones.replace(was, now, 1)))
        for what, (was, now) in wrong.items()
    }
    files = {f"territory: {what}": each for what, each in of_toml(PLACE, territory.SAMPLE, "my.toml").items()}
    runs = {f"run in: {what}": each for what, each in of_toml(COMPARE_IN, territory.SAMPLE, "my.toml").items()}
    tables = {f"zones: {what}": each for what, each in of_text(ZONES, zones, "zones.csv").items()}
    return {**tables, **cases, **files, **runs}


def of_pilot() -> dict[str, Case]:
    """Return what can be wrong with a folder of pilot data."""
    spoilt = {
        "an archive": content(zip_bomb("person.csv")),
        "a table that is an archive": pilot(person_csv=zip_bomb("person.csv")),
        "a table that is a bomb": pilot(person_csv=gzip_bomb()),
        "a table of 50 MB": pilot(person_csv=b"pid\n" + b"a" * 50_000_000),
        "a cell of 10 MB": pilot(person_csv=b'pid,group\n"' + b"a" * 10_000_000 + b'",x\n'),
        "a million columns": pilot(person_csv=b"a," * 1_000_000),
        "a table that is a link": pilot(person_csv=link("/etc/passwd")),
        "a table that is an endless device": pilot(person_csv=link("/dev/zero")),
        "a table that is a pipe": pilot(person_csv=pipe),
        "a table that is a folder": pilot(person_csv=folder),
        "a description that is a link": pilot(datapackage_json=link("/etc/passwd")),
        "a description of 100,000 brackets": pilot(datapackage_json=b"[" * 100_000),
        "a description with NaN": pilot(datapackage_json=b'{"approdo": NaN}'),
        "a description with a key twice": pilot(datapackage_json=b'{"approdo": {}, "approdo": {}}'),
        "a number of 5000 digits": pilot(datapackage_json=b'{"approdo": ' + b"9" * 5000 + b"}"),
        "UTF-16": pilot(person_csv="pid,group\n".encode("utf-16")),
        "a formula": pilot(person_csv=b"pid,group\n=cmd|' /C calc'!A0,participant\n"),
        "no folder": lambda path: None,
    }
    return {what: Case(PILOT, "trial", make) for what, make in spoilt.items()}


def of_store() -> dict[str, Case]:
    """Return what can be wrong with a store."""
    import sqlite3

    def foreign(path: Path) -> None:
        with sqlite3.connect(path) as opened:
            opened.execute("CREATE TABLE patients (name TEXT)")
        opened.close()

    cases = {
        "a text": Case(STORE, "x.db", content("This is a text, and no database.\n" * 100)),
        "the head of a database only": Case(STORE, "x.db", content(b"SQLite format 3\0" + b"\xff" * 200)),
        "of another program": Case(STORE, "x.db", foreign),
        "a folder": Case(STORE, "x.db", folder),
        "an endless device": Case(STORE, "/dev/zero"),
        "a path without a folder": Case(STORE, "nowhere/x.db"),
        "an address of another kind": Case(STORE, "mysql://root@host/x"),
        "an address with a port that is none": Case(STORE, "postgresql://h:99999999/x"),
        "a name with a zero": Case(STORE, "a\0b.db"),
    }
    outs = {
        "export over what is there": Case(("store", "export", "--to"), "there", _full_folder),
        "export into nowhere": Case(("store", "export", "--to"), "nowhere/out"),
        "answer into a folder": Case((*COMPARE, "ali", "--json"), "there", folder),
        "answer into nowhere": Case((*COMPARE, "ali", "--json"), "nowhere/a.json"),
        "figure of no kind": Case((*COMPARE[:-2], "--package", "ali", "--figure"), "x.exe"),
    }
    return {**cases, **outs}


def _full_folder(path: Path) -> None:
    path.mkdir()
    (path / "kept").write_text("kept")


def of_numbers() -> dict[str, Case]:
    """Return wrong numbers on the command line (for a seed some of them are right)."""
    asked = ("compare", "padova", "--package", "ali", "--no-figure", "--runs", "2", "--months", "13")
    odd = ("-1", "1.5", "nan", "inf", "1e3", "", "0x10", "=1")
    cases = {(name, text) for name in ("--months", "--runs", "--seed", "--workers") for text in odd}
    cases |= {(name, text) for name in ("--months", "--runs", "--workers") for text in ("0", "9" * 30)}
    return {f"{name} {text[:6]}": Case((*asked, name), text) for name, text in sorted(cases)}


def cases() -> dict[str, Case]:
    """Return the whole collection."""
    kinds = {
        "package": of_package(), "study": of_study(), "place": of_places(), "pilot": of_pilot(), "store": of_store(),
        "number": of_numbers(),
    }  # fmt: skip
    return {f"{kind}: {what}": case for kind, found in kinds.items() for what, case in found.items()}
