"""What a project's offices did: networks, bodies, operators trained. Entered by hand, never simulated.

These are the figures that closing reports give. They are outputs of a process, not outcomes of people, and stand apart
from everything the model computes.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from approdo.model.calendar import parse_month
from approdo.model.errors import BadInput
from approdo.model.levers.wording import is_whole, nearest, shown

from .documents import Document, read_document

OUTPUTS: Final = (
    "networks",
    "bodies",
    "memoranda",
    "meetings",
    "operators_public",
    "operators_private",
    "owners",
    "dwellings_offered",
    "dwellings_reused",
    "events",
)
FIELDS: Final = ("id", "planned", "reached", "source")
MOST: Final = 1_000_000
LONGEST: Final = 200  # characters of a source


@dataclass(frozen=True)
class Output:
    """One of `OUTPUTS`: how many were planned and reached (None: not said), and where that is written."""

    id: str
    planned: int | None = None
    reached: int | None = None
    source: str = ""


@dataclass(frozen=True)
class ProcessOutputs:
    """The outputs of a project in its file's order, at the end of month `as_of` (a month number; None: not said)."""

    outputs: tuple[Output, ...] = ()
    as_of: int | None = None
    file: str = ""


def load_outputs(path: str | Path) -> ProcessOutputs:
    """Read a file of process outputs.

    Raises:
        BadInput: it cannot be read; one line for each thing that is wrong, with its place.
    """
    return _Reader(read_document(path, "a file of process outputs (see docs/how-to/annexes.md)")).outputs()


class _Reader:
    """Reads one document, keeping every complaint until the end."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.complaints: list[str] = []

    def complain(self, said: str, *keys: str | int) -> None:
        self.complaints.append(f"{self.document.where(*keys)}: {said}")

    def outputs(self) -> ProcessOutputs:
        table = self.document.table
        self.unknown(table, ("format", "process", "output"))
        head = table.get("process", {})
        if not isinstance(head, dict):
            self.complain("expected a table [process].", "process")
            head = {}
        self.unknown(head, ("as_of",), "process")
        rows = table.get("output", [])
        if not isinstance(rows, list) or not rows:
            self.complain('no [[output]]: there is nothing to tell. For example: id = "networks", reached = 6')
            rows = []
        found = [self.output(row, number) for number, row in enumerate(rows)]
        names = [each.id for each in found]
        for number, name in enumerate(names):
            if name and name in names[:number]:
                self.complain(f'output "{name}" is there twice.', "output", number, "id")
        month = self.month(head)
        if self.complaints:
            raise BadInput("\n".join(self.complaints))
        return ProcessOutputs(tuple(found), month, self.document.name)

    def unknown(self, table: Mapping[str, Any], known: tuple[str, ...], *path: str | int) -> None:
        for key in table:
            if key not in known:
                self.complain(
                    f"unknown field {shown(key)}.{nearest(key, known)} Known: {', '.join(known)}.", *path, key
                )

    def month(self, head: Mapping[str, Any]) -> int | None:
        given = head.get("as_of")
        if given is None:
            return None
        try:
            text = given.isoformat()[:7] if isinstance(given, datetime.date) else given
            return parse_month(text if isinstance(text, str) else "")
        except BadInput:
            self.complain(f'as_of = {shown(given)}, expected a month, "2024-02".', "process", "as_of")
            return None

    def output(self, row: object, number: int) -> Output:
        if not isinstance(row, dict):
            self.complain("expected [[output]] tables.", "output", number)
            return Output("")
        self.unknown(row, FIELDS, "output", number)
        name = row.get("id")
        if not isinstance(name, str) or name not in OUTPUTS:
            near = nearest(name, OUTPUTS) if isinstance(name, str) else ""
            self.complain(f"id = {shown(name)}.{near} Known: {', '.join(OUTPUTS)}.", "output", number, "id")
            name = ""
        source = row.get("source", "")
        if not isinstance(source, str) or len(source) > LONGEST:
            self.complain(f"source: expected a text of at most {LONGEST} characters.", "output", number, "source")
            source = ""
        planned, reached = (self.count(row, field, number) for field in ("planned", "reached"))
        if planned is None and reached is None:
            self.complain("neither planned nor reached is given: there is nothing to tell.", "output", number)
        return Output(name, planned, reached, source.strip())

    def count(self, row: Mapping[str, Any], field: str, number: int) -> int | None:
        given = row.get(field)
        if given is None:
            return None
        if not is_whole(given) or not 0 <= given <= MOST:
            self.complain(f"{field} = {shown(given)}, expected a whole number, 0 to {MOST}.", "output", number, field)
            return None
        return int(given)
