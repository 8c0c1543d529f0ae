"""The tables of a pilot as text: one canonical form, so that the same data has the same bytes and the same hash."""

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping
from typing import Final

from approdo.model.calendar import month_text

from . import descriptor
from .cells import Value
from .schema import TABLES, Table
from .validate import Pilot

NEVER_KEPT: Final = ("vulnerability",)


def table_bytes(table: Table, rows: Iterable[Mapping[str, Value]]) -> bytes:
    """Return a table as CSV: UTF-8, commas, one line end, every column of the schema but those that are never kept."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    kept = [field for field in table.fields if field.name not in NEVER_KEPT]
    writer.writerow([field.name for field in kept])
    for values in rows:
        writer.writerow([_text(values.get(field.name), field.type) for field in kept])
    return buffer.getvalue().encode()


def pilot_files(pilot: Pilot) -> dict[str, bytes]:
    """Return the canonical files of a pilot by name, the descriptor included."""
    tables = [TABLES[name] for name in pilot.tables]
    files = {table.file: table_bytes(table, (record.values for record in pilot.tables[table.name])) for table in tables}
    return {descriptor.NAME: descriptor.written(pilot.descriptor, tables), **files}


def digest_of(pilot: Pilot) -> str:
    """Return the sha256 (hex) of the data: the same however the files were separated, ordered or encoded."""
    digest = hashlib.sha256()
    for name, content in sorted(pilot_files(pilot).items()):
        digest.update(f"{name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _text(value: Value, kind: str) -> str:
    if value is None:
        return ""
    if kind == "month" and isinstance(value, int):
        return month_text(value)
    return f"{value:.10g}" if isinstance(value, float) else str(value)
