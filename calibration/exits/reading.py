"""Reads an office's tables, strictly: every problem is told at once, with file and line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from approdo.calibration.pilot.cells import Value, read_cell
from approdo.calibration.pilot.checks import Record, check_keys
from approdo.calibration.pilot.problems import Problem, Problems, listed
from approdo.calibration.pilot.reading import SEPARATORS, decode, read_bytes, read_sheet
from approdo.calibration.pilot.schema import Table
from approdo.model.errors import BadInput

from .checks import check_office
from .schema import TABLES

ENDING: Final = ".csv"


@dataclass(frozen=True)
class Cell:
    """Households of one kind in one place: the permit is that of the day of the count.

    `sizes` has the people of each household. `exit` is a notified month, `decided` a month of decision, `ends` the last
    month of a stay in SAI; None where not known.
    """

    municipality: str
    reception: str
    permit: str
    family: str
    sizes: tuple[int, ...]
    exit: int | None = None
    decided: int | None = None
    ends: int | None = None

    @property
    def name(self) -> str:
        """What tells it from every other cell."""
        parts = (self.municipality, self.reception, self.permit, self.family, self.exit, self.decided, self.ends)
        return "|".join("" if part is None else str(part) for part in parts)


@dataclass(frozen=True)
class Office:
    """What an office entered: the month of the count, its households, and free SAI places by month.

    `vacancies` is None where the table was not given; only ordinary places are in it, `other_places` counts the rest.
    `notes` are worth knowing and stop nothing.
    """

    month: int
    cells: tuple[Cell, ...]
    vacancies: Mapping[int, int] | None
    other_places: int
    notes: tuple[Problem, ...]

    @property
    def people(self) -> int:
        """People in reception."""
        return sum(sum(cell.sizes) for cell in self.cells)


def read_office(paths: Sequence[str | Path]) -> Office:
    """Read the tables of an office: files, or folders of CSV files.

    Raises:
        BadInput: one line for each problem, with file and line.
    """
    problems = Problems()
    tables: dict[str, tuple[Table, list[Record]]] = {}
    for path in _files(paths, problems):
        _read(path, tables, problems)
    if "presences" not in tables and not problems.found:
        raise BadInput(
            "exits: no table of presences. It is a CSV file that begins with: " + _heads(TABLES["presences"])
        )
    if "presences" in tables and tables["presences"][1]:
        check_office(tables, problems)
    if problems.found:
        count = len(problems.found)
        raise BadInput(f"{listed(problems.found)}\n{count} problem{'s' if count > 1 else ''}. Nothing was computed.")
    return _office({name: records for name, (_, records) in tables.items()}, problems)


def _files(paths: Sequence[str | Path], problems: Problems) -> list[Path]:
    found: list[Path] = []
    for given in map(Path, paths):
        if given.is_dir():
            inside = sorted(given.glob(f"*{ENDING}"))
            if not inside:
                problems.add(str(given), 1, "no CSV file in this folder.", "approdo exits --template DIR makes them.")
            found += inside
        else:
            found.append(given)
    return found


def _read(path: Path, tables: dict[str, tuple[Table, list[Record]]], problems: Problems) -> None:
    name = path.name
    content = read_bytes(path, name, problems)
    text = None if content is None else decode(content, name, problems)
    if content is None or text is None:
        return
    table = _table(path, text)
    if table is None:
        remedy = f"Call it {', '.join(f'{each}{ENDING}' for each in TABLES)}, or take the columns of the template."
        problems.add(name, 1, "none of the planner's tables.", remedy)
        return
    if table.name in tables:
        said = f"a second table of {table.name} (the first is {tables[table.name][0].file})."
        problems.add(name, 1, said, "Put the rows into one file.")
        return
    named = replace(table, name=path.stem)  # problems name the file as it is called
    tables[table.name] = (named, read_records(content, named, problems))


def read_records(content: bytes, table: Table, problems: Problems) -> list[Record]:
    """Return the rows of a table's file with their values; what is wrong is a problem."""
    sheet = read_sheet(content, table, problems)
    records = []
    for row in sheet.rows if sheet is not None else ():
        values: dict[str, Value] = {}
        before = len(problems.found)
        for field in table.fields:
            comma = sheet is not None and sheet.decimal_comma
            values[field.name] = read_cell(row.cells.get(field.name, ""), field, table.file, row.line, comma, problems)
        wrong = frozenset(problem.column for problem in problems.found[before:])
        records.append(Record(row.line, values, wrong))
    if sheet is not None and not records:
        problems.add(table.file, 2, "no rows.", "Leave the file out, or fill it in.")
    check_keys(table, records, problems)
    return records


def _table(path: Path, text: str) -> Table | None:
    """Return which table a file is: by its name, else by its columns."""
    if path.stem in TABLES:
        return TABLES[path.stem]
    first = text.partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    heads = {head.strip() for head in first.split(separator)}
    for table in TABLES.values():
        if heads and heads >= {field.name for field in table.fields if field.required}:
            return table
    return None


def _heads(table: Table) -> str:
    return ",".join(field.name for field in table.fields)


def _office(tables: Mapping[str, Sequence[Record]], problems: Problems) -> Office:
    presences = tables["presences"]
    month = _int(presences[0], "month")
    left = {id(record): list(_sizes(record)) for record in presences}
    cells: list[Cell] = []
    for name, column in (("notices", "exit"), ("decisions", "decided")):
        for record in tables.get(name, ()):
            cells += _taken(record, column, presences, left)
    for record in presences:
        if left[id(record)]:
            ends = record.values["ends"]
            cells.append(Cell(*_who(record), tuple(left[id(record)]), ends=ends if isinstance(ends, int) else None))
    free: dict[int, int] | None = None
    others = 0
    if "vacancies" in tables:
        free = {}
        for record in tables["vacancies"]:
            if record.values["reception"] == "sai_ordinary":
                begins = _int(record, "month")
                free[begins] = free.get(begins, 0) + _int(record, "places")
            else:
                others += _int(record, "places")
    return Office(month, tuple(sorted(cells, key=lambda cell: cell.name)), free, others, tuple(problems.notes))


def _taken(record: Record, column: str, presences: Sequence[Record], left: dict[int, list[int]]) -> list[Cell]:
    """Take households of a notice or decision out of those present, the earliest `ends` first."""
    wanted = _int(record, "households")
    month = _int(record, "exit_month" if column == "exit" else "month")
    sizes: list[int] = []
    values = {"reception": "cas", **record.values}  # decisions are about people in CAS
    who = _who(record._replace(values=values))
    for row in sorted(presences, key=_ends):
        if _who(row) == who:
            while wanted and left[id(row)]:
                sizes.append(left[id(row)].pop(0))
                wanted -= 1
    if column == "exit":
        return [Cell(*who, tuple(sizes), exit=month)]
    return [Cell(*who, tuple(sizes), decided=month)]


def _ends(record: Record) -> tuple[bool, int]:
    """Return what puts rows with an early end of the stay first, and those without one last."""
    ends = record.values["ends"]
    return (not isinstance(ends, int), ends if isinstance(ends, int) else 0)


def _who(record: Record) -> tuple[str, str, str, str]:
    values = record.values
    return (
        str(values["municipality"]),
        str(values["reception"]),
        str(values["permit_type"]),
        str(values["family_type"]),
    )


def _sizes(record: Record) -> tuple[int, ...]:
    """Return the people of each household: as equal as whole numbers allow, the larger ones first."""
    people, households = _int(record, "people"), _int(record, "households")
    whole, more = divmod(people, households)
    return tuple(whole + (number < more) for number in range(households))


def _int(record: Record, name: str) -> int:
    value = record.values[name]
    assert isinstance(value, int)  # noqa: S101 - checked when it was read
    return value
