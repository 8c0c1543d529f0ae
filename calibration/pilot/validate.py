"""Checks a pilot folder: everything that is wrong, at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from approdo.model.errors import BadInput
from approdo.model.territory import load_territory, territory_names

from . import checks
from .cells import read_cell
from .checks import Record
from .descriptor import NAME, Descriptor, read_descriptor
from .identifiers import check_ids
from .problems import Problems
from .reading import Sheet, read_bytes, read_sheet
from .schema import AGGREGATE, PEOPLE, TABLES, Table

OUR_FILES: Final = frozenset({NAME, "codebook.en.md", "codebook.it.md", "SYNTHETIC.txt"})


@dataclass(frozen=True, eq=False)
class Pilot:
    """Data that passed every check, in memory only. `tables` has those that were there, rows sorted by their keys."""

    descriptor: Descriptor
    tables: Mapping[str, tuple[Record, ...]]

    @property
    def aggregate(self) -> bool:
        """Whether it holds published shares instead of people."""
        return AGGREGATE.name in self.tables


@dataclass(frozen=True, eq=False)
class Checked:
    """The outcome of a check: the pilot, or None where there are problems."""

    pilot: Pilot | None
    problems: Problems


def read_pilot(folder: str | Path) -> Pilot:
    """Return the pilot of a folder.

    Raises:
        BadInput: one line for each thing that is wrong.
    """
    checked = check_pilot(folder)
    if checked.pilot is None:
        raise BadInput(checked.problems.message())
    return checked.pilot


def check_pilot(folder: str | Path) -> Checked:
    """Check a folder.

    Raises:
        BadInput: it is no folder.
    """
    root = Path(folder)
    try:
        present = root.is_dir()
    except (OSError, ValueError):
        present = False
    if not present:
        more = " Unpack it first: archives are not opened." if root.suffix.lower() in (".zip", ".gz", ".7z") else ""
        raise BadInput(f"{root}: this is no folder.{more} Expected one with {NAME}; see approdo pilot template --help")
    problems = Problems()
    return check_files(_contents(root, problems), problems)


def check_files(files: Mapping[str, bytes | None], problems: Problems) -> Checked:
    """Check the content of the files of a pilot by name; None where a file could not be read, which is told already."""
    tables = _tables_in(files, problems)
    described = files[NAME]
    descriptor = None if described is None else read_descriptor(described, problems)
    records: dict[str, list[Record]] = {}
    for table in tables:
        content = files.get(table.file)
        sheet = None if content is None else read_sheet(content, table, problems)
        if sheet is not None:
            records[table.name] = _values(table, sheet, problems)
    if descriptor is not None:
        _check_all(records, descriptor, problems)
    if problems.found or descriptor is None:
        return Checked(None, problems)
    return Checked(Pilot(descriptor, {name: _sorted(TABLES[name], rows) for name, rows in records.items()}), problems)


def _contents(root: Path, problems: Problems) -> dict[str, bytes | None]:
    """Read the files that have a name of ours, and no others."""
    tables = {table.file for table in TABLES.values()}
    names = sorted(path.name for path in root.iterdir())
    for name in names:
        if name not in tables | OUR_FILES:
            shown = name if name.isprintable() else ascii(name)
            problems.add(shown, 1, "no file of a pilot: it is not read.", "Move it away.", note=True)
    required = {NAME} if AGGREGATE.file in names else {NAME, *(table.file for table in PEOPLE if table.required)}
    contents = {name: read_bytes(root / name, name, problems) for name in names if name in tables | {NAME}}
    for name in sorted(required - contents.keys()):
        problems.add(name, 1, "there is no such file.", "approdo pilot template DIR writes an empty one.")
        contents[name] = None
    return contents


def _tables_in(files: Mapping[str, bytes | None], problems: Problems) -> list[Table]:
    """Return the tables that are there: of people, or of published shares."""
    there = [table for table in TABLES.values() if table.file in files]
    if AGGREGATE not in there:
        return there
    for table in there:
        if table.personal:
            remedy = f"Put either people or {AGGREGATE.file} into a folder, not both."
            problems.add(table.file, 1, f"beside {AGGREGATE.file}: two ways of telling the same.", remedy)
    return [table for table in there if not table.personal]


def _values(table: Table, sheet: Sheet, problems: Problems) -> list[Record]:
    records = []
    for row in sheet.rows:
        values = {
            field.name: read_cell(row.cells[field.name], field, table.file, row.line, sheet.decimal_comma, problems)
            for field in table.fields
            if field.name in row.cells
        }
        wrong = frozenset(name for name, value in values.items() if value is None and row.cells[name])
        records.append(Record(row.line, values, wrong))
    return records


def _check_all(records: Mapping[str, Sequence[Record]], descriptor: Descriptor, problems: Problems) -> None:
    for name, rows in records.items():
        checks.check_keys(TABLES[name], rows, problems)
        _check_territories(TABLES[name], rows, problems)
    if AGGREGATE.name in records:
        _not_empty(AGGREGATE, records, problems)
        checks.check_aggregate(records[AGGREGATE.name], descriptor, problems)
    checks.check_housing(records.get("housing_spell", ()), problems)
    checks.check_work(records.get("work_spell", ()), problems)
    checks.check_plans(records.get("plan", ()), problems)
    if "person" in records:
        _check_people(records, descriptor, problems)


def _check_people(records: Mapping[str, Sequence[Record]], descriptor: Descriptor, problems: Problems) -> None:
    people = records["person"]
    _not_empty(TABLES["person"], records, problems)
    lines = {str(row.values["pid"]): row.line for row in reversed(people) if row.values.get("pid") is not None}
    check_ids(lines, "person.csv", descriptor.synthetic, problems)
    checks.check_people(people, descriptor, problems)
    checks.check_references({name: rows for name, rows in records.items() if TABLES[name].personal}, problems)
    for name in ("housing_spell", "work_spell", "support_episode"):
        checks.check_spells(name, records.get(name, ()), people, problems)
    _note_vulnerability(people, problems)


def _not_empty(table: Table, records: Mapping[str, Sequence[Record]], problems: Problems) -> None:
    if not records[table.name]:
        problems.add(table.file, 1, "there are no rows.", "Fill it in first.")


def _check_territories(table: Table, rows: Sequence[Record], problems: Problems) -> None:
    known = {code for name in territory_names() for code in istat_codes(name)}
    told: set[object] = set()
    for row in rows:
        code = row.values.get("territory")
        if code is not None and code not in known and code not in told:
            told.add(code)
            remedy = "Its months are kept; a calibration needs the territory's own file."
            said = "no built-in territory has this code."
            problems.add(table.file, row.line, said, remedy, column="territory", value=code, note=True)


def istat_codes(territory: str) -> tuple[str, str]:
    """Return the codes under which a built-in territory may be named: province, and metropolitan city (+ 200)."""
    code = load_territory(territory).code
    return f"{code:03d}", f"{code + 200:03d}"


def _note_vulnerability(people: Sequence[Record], problems: Problems) -> None:
    given = [row.line for row in people if row.values.get("vulnerability") is not None]
    if given:
        said = f"given for {len(given)} people: it is checked and never kept, nothing here uses it."
        remedy = "Better leave the column out."
        problems.add("person.csv", given[0], said, remedy, column="vulnerability", note=True)


def _sorted(table: Table, rows: Sequence[Record]) -> tuple[Record, ...]:
    def key(row: Record) -> tuple[str, ...]:
        # months and counts are non-negative: padded, they sort as numbers
        return tuple(str(row.values.get(name, "")).rjust(64, "\0") for name in table.key)

    return tuple(sorted(rows, key=key))
