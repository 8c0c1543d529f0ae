"""Reads what an office knows of last year's exits: a file of counts, in which nobody is dropped."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from approdo.calibration.pilot.checks import Record
from approdo.calibration.pilot.problems import Problems, listed
from approdo.calibration.pilot.reading import read_bytes
from approdo.model.calendar import month_text
from approdo.model.errors import BadInput

from .reading import read_records
from .schema import BACKCAST

SAME: Final = ("first", "last", "exits")
MOST_MONTHS: Final = 24  # of exits


@dataclass(frozen=True)
class Known:
    """One outcome, `since` months after the exit: people for whom it is so, is not so, or is not known."""

    outcome: str
    since: int
    yes: int
    no: int
    unknown: int

    @property
    def exits(self) -> int:
        """Everybody who left."""
        return self.yes + self.no + self.unknown

    @property
    def low(self) -> float:
        """The share if it is so for nobody of whom it is not known."""
        return self.yes / self.exits

    @property
    def high(self) -> float:
        """The share if it is so for everybody of whom it is not known."""
        return (self.yes + self.unknown) / self.exits


@dataclass(frozen=True)
class LastYear:
    """Exits of the months `first` to `last`, what is known of them, and in which file it stands."""

    first: int
    last: int
    exits: int
    outcomes: tuple[Known, ...]
    file: str

    @property
    def months(self) -> int:
        """Months of exits."""
        return self.last - self.first + 1


def read_last_year(path: str | Path) -> LastYear:
    """Read the file.

    Raises:
        BadInput: one line for each problem, with file and line.
    """
    where = Path(path)
    problems = Problems()
    if where.is_dir():
        raise BadInput(f"{path}: this is a folder, expected a CSV file: {','.join(f.name for f in BACKCAST.fields)}")
    content = read_bytes(where, where.name, problems)
    table = replace(BACKCAST, name=where.stem)
    records = [] if content is None else read_records(content, table, problems)
    if records and not problems.found:
        _check(records, table.file, problems)
    if problems.found:
        count = len(problems.found)
        raise BadInput(f"{listed(problems.found)}\n{count} problem{'s' if count > 1 else ''}. Nothing was computed.")
    values = [record.values for record in records]
    numbers = [{name: value for name, value in row.items() if isinstance(value, int)} for row in values]
    outcomes = tuple(
        Known(str(row["outcome"]), n["since_exit"], n["yes"], n["no"], n["unknown"])
        for row, n in zip(values, numbers, strict=True)
    )
    return LastYear(numbers[0]["first"], numbers[0]["last"], numbers[0]["exits"], outcomes, where.name)


def _check(records: Sequence[Record], file: str, problems: Problems) -> None:
    line, head, _ = records[0]
    for at, values, _ in records:
        for name in SAME:
            if values[name] != head[name]:
                shown = _shown(head[name]) if name != "exits" else str(head[name])
                said = f"another one than in line {line} ({shown})."
                remedy = "One file is about the exits of the same months; put others into another file."
                problems.add(file, at, said, remedy, column=name, value=_shown(values[name], name))
        counted = sum(value for name in ("yes", "no", "unknown") if isinstance(value := values[name], int))
        if counted != values["exits"]:
            said = f"yes + no + unknown come to {counted}, the exits are {values['exits']}."
            problems.add(file, at, said, "Nobody is dropped: those of whom nothing is known are unknown.")
    first, last = head["first"], head["last"]
    if isinstance(first, int) and isinstance(last, int) and not 0 <= last - first < MOST_MONTHS:
        said = f"{month_text(first)} to {month_text(last)}."
        problems.add(file, line, said, f"Expected 1 to {MOST_MONTHS} months of exits.", column="last")


def _shown(value: object, name: str = "first") -> str:
    return month_text(value) if isinstance(value, int) and name != "exits" else str(value)
