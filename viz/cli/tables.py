"""Plain tables for the terminal: aligned columns, the last one wrapped to the width; heads fold where it is narrow."""

import shutil
import sys
import textwrap
from collections.abc import Sequence
from itertools import zip_longest

GAP = 2
LEAST = 24  # characters for the last column, however narrow the terminal


def columns() -> int | None:
    """Return the columns of the terminal, or None where the answer goes into a file or a pipe."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table; into a file or a pipe every row is one line."""
    cells = [tuple(row) for row in rows]
    available = columns()
    top = [tuple(heads)]
    wanted = sum(max(map(len, column)) + GAP for column in zip(*top, *cells, strict=True))
    if available is not None and wanted > available:
        top = _folded(heads, cells)
    listed = [*top, *cells]
    widths = [max(len(row[column]) for row in listed) for column in range(len(heads) - 1)]
    used = sum(widths) + GAP * len(widths)
    width = None if available is None else max(available - used, LEAST)
    lines: list[str] = []
    for row in listed:
        front = "".join(cell.ljust(size + GAP) for cell, size in zip(row, widths, strict=False))
        parts = textwrap.wrap(row[-1], width) if width else [row[-1]]
        lines += [(front if number == 0 else " " * used) + part for number, part in enumerate(parts or [""])]
    return "\n".join(line.rstrip() for line in lines)


def _folded(heads: Sequence[str], cells: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return the heads in lines that are no wider than what stands below them, broken before an underscore."""
    parts = []
    for column, head in enumerate(heads):
        width = max((len(row[column]) for row in cells), default=len(head))
        lines = textwrap.wrap(head.replace("_", " _"), max(width, 1), break_long_words=False)
        parts.append([line.replace(" _", "_") for line in lines])
    return list(zip_longest(*parts, fillvalue=""))
