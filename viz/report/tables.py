"""The report as data: its tables in one CSV file, and everything in a JSON document."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

from approdo.experiments.export_files import escaped

from .html import spoken
from .pieces import Block, Bullets, Code, Number, Paragraph, Picture, Piece, Report, Size, Table
from .speech import speak

HEADS = ("section", "table", "row", "column", "text", "value", "low", "high", "n")


def table_csv(report: Report, language: str) -> bytes:
    """Return every cell of every table: as it is written in the report, and as a number where it is one."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(HEADS)
    for section, table in report.tables():
        heads = [speak(head, language) for head in table.heads]
        for row, name in zip(table.rows, _names(table, language), strict=True):
            for head, cell in zip(heads[1:], row[1:], strict=True):
                texts = (section.id, table.id, *map(escaped, (name, head, speak(cell, language))))
                writer.writerow((*texts, *_numbers(cell)))
    return buffer.getvalue().encode()


def _names(table: Table, language: str) -> list[str]:
    """Return what the rows are called: the first cell; with the second one where rows share the first."""
    names = [speak(row[0], language) for row in table.rows]
    if len(set(names)) == len(names) or len(table.heads) < 3:
        return names
    return [f"{name}: {speak(row[1], language)}" for name, row in zip(names, table.rows, strict=True)]


def _numbers(piece: Piece) -> tuple[float | None, float | None, float | None, int | None]:
    if isinstance(piece, Number):
        return piece.value, None, None, None
    if isinstance(piece, Size):
        found = piece.scaled
        return found.mean, found.low, found.high, found.n
    return None, None, None, None


def document(report: Report, language: str) -> dict[str, Any]:
    """Return the report's texts and tables, ready for JSON, without the section about the run."""
    return {
        "language": language,
        "title": speak(report.title, language),
        "subtitle": speak(report.subtitle, language),
        "sections": [
            {
                "id": section.id,
                "title": speak(section.title, language),
                "blocks": list(_blocks(section.blocks, language)),
            }
            for section in report.sections
        ],
    }


def _blocks(blocks: Sequence[Block], language: str) -> Iterator[dict[str, Any]]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield {"text": speak(block.text, language), "look": block.look}
        elif isinstance(block, Bullets):
            yield {"list": [speak(item, language) for item in block.items]}
        elif isinstance(block, Code):
            yield {"code": block.text}
        elif isinstance(block, Picture):
            yield {"figure": block.id, "caption": speak(block.caption, language), "table": block.table}
        else:
            told = spoken(block, language)
            numbers = [[_numbers(cell)[0] for cell in row] for row in block.rows]
            yield {
                "table": told["id"],
                **{key: told[key] for key in ("caption", "heads", "rows", "note")},
                "values": numbers,
            }
