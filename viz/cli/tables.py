"""Plain tables for the terminal: aligned columns, the last one wrapped to the width."""

import shutil
import sys
import textwrap
from collections.abc import Sequence

GAP = 2
LEAST = 24  # characters for the last column, however narrow the terminal


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table; into a file or a pipe every row is one line."""
    listed = [tuple(heads), *(tuple(row) for row in rows)]
    widths = [max(len(row[column]) for row in listed) for column in range(len(heads) - 1)]
    used = sum(widths) + GAP * len(widths)
    width = max(shutil.get_terminal_size().columns - used, LEAST) if sys.stdout.isatty() else None
    lines: list[str] = []
    for row in listed:
        front = "".join(cell.ljust(size + GAP) for cell, size in zip(row, widths, strict=False))
        parts = textwrap.wrap(row[-1], width) if width else [row[-1]]
        lines += [(front if number == 0 else " " * used) + part for number, part in enumerate(parts or [""])]
    return "\n".join(line.rstrip() for line in lines)
