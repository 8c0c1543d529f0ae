"""Sections of a document as plain text, for a terminal."""

import textwrap
from collections.abc import Iterator, Sequence
from typing import Final

from approdo.viz.cli.tables import columns, table

from .pieces import Block, Bullets, Code, Paragraph, Picture, Section
from .speech import speak

WIDTH: Final = 110  # characters of a line, where the terminal is not narrower


def text(sections: Sequence[Section], language: str) -> str:
    """Return the sections as text; figures are left out, as a table beside them has their numbers."""
    width = min(columns() or WIDTH, WIDTH)
    lines: list[str] = []
    for section in sections:
        lines += ["", speak(section.title, language).upper()]
        for block in section.blocks:
            lines += _block(block, language, width)
    return "\n".join(lines).strip("\n")


def _block(block: Block, language: str, width: int) -> Iterator[str]:
    if isinstance(block, Picture):
        return
    yield ""
    if isinstance(block, Paragraph):
        yield from textwrap.wrap(speak(block.text, language), width)
    elif isinstance(block, Bullets):
        for item in block.items:
            yield from textwrap.wrap(speak(item, language), width, initial_indent="- ", subsequent_indent="  ")
    elif isinstance(block, Code):
        yield block.text
    else:
        yield speak(block.caption, language)
        heads = [speak(head, language) for head in block.heads]
        rows = [[speak(cell, language) for cell in row] for row in block.rows]
        yield table(heads, rows)
        yield from textwrap.wrap(speak(block.note, language), width)
