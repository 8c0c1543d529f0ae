"""Writes a table of an export to its two files, part by part: CSV for everybody, Parquet for programs."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from .export_schema import Table

ARROW: Final = {"string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "yearmonth": pa.string()}
# A spreadsheet takes a text that begins like this for a formula; the apostrophe in front is also put before texts that
# begin with one, so that taking it away gives the text back.
RISKY: Final = ("=", "+", "-", "@", "\t", "\r", "'")


def escaped(text: str | None) -> str | None:
    """Return a text as a CSV cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text is not None and text.startswith(RISKY) else text


class TableFiles:
    """The two files of a table, open for writing; parts come in the order of the rows."""

    def __init__(self, folder: Path, table: Table) -> None:
        self.table = table
        self.schema = pa.schema([pa.field(column.name, ARROW[column.type]) for column in table.columns])
        self.csv, self.parquet = folder / f"{table.name}.csv", folder / f"{table.name}.parquet"
        self._csv = pacsv.CSVWriter(self.csv, self.schema)
        self._parquet = pq.ParquetWriter(self.parquet, self.schema, compression="zstd")
        self.rows = 0

    def __enter__(self) -> "TableFiles":
        return self

    def __exit__(self, *error: object) -> None:
        self._csv.close()
        self._parquet.close()

    def write(self, columns: Mapping[str, Any]) -> None:
        """Write rows given as columns, by name; texts as lists, numbers as lists or arrays."""
        arrays = {column.name: columns[column.name] for column in self.table.columns}
        part = pa.Table.from_arrays(
            [pa.array(arrays[field.name], field.type) for field in self.schema], schema=self.schema
        )
        if part.num_rows == 0:
            return
        self._parquet.write_table(part)
        for number, field in enumerate(self.schema):
            if field.type == pa.string():
                cells = pa.array([escaped(text) for text in part.column(number).to_pylist()], pa.string())
                part = part.set_column(number, field, cells)
        self._csv.write_table(part)
        self.rows += part.num_rows

    def write_rows(self, rows: Sequence[Sequence[Any]]) -> None:
        """Write rows given as rows."""
        names = [column.name for column in self.table.columns]
        self.write({name: [row[number] for row in rows] for number, name in enumerate(names)})

    def resources(self) -> list[dict[str, Any]]:
        """Return the descriptors of both files; they are closed by now."""
        common = {"title": self.table.title, "schema": self.table.schema(), "rows": self.rows}
        return [
            {
                "name": self.table.name,
                "profile": "tabular-data-resource",
                "path": self.csv.name,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                **_sized(self.csv),
                **common,
            },
            {
                "name": f"{self.table.name}-parquet",
                "path": self.parquet.name,
                "format": "parquet",
                "mediatype": "application/vnd.apache.parquet",
                **_sized(self.parquet),
                **common,
            },
        ]


def _sized(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return {"bytes": path.stat().st_size, "hash": f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"}
