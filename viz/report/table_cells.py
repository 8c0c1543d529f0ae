"""The cells of a table of a PDF: their texts, how wide the columns must be, how high the rows become."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from .pieces import Table
from .speech import speak

if TYPE_CHECKING:
    from fpdf import FPDF

FONT: Final = "DejaVu"  # ships with matplotlib; has the accents, arrows and marks of the texts
POINT: Final = 25.4 / 72
CELL: Final = 6.8  # points
LINE: Final = CELL * POINT * 1.25
PADDING: Final = (0.5, 0.8)
LETTERS: Final = 25  # of a text in a cell, at most, for each mm of its width
LONGEST_WORD: Final = 11  # letters, before a break is allowed inside
JOINT: Final = re.compile(r"(?<=[^\W\d_])([-_./])(?=\w)")


def texts(page: "FPDF", table: Table, language: str) -> tuple[list[list[str]], list[float]]:
    """Return the texts of a table, its head first, and the widths of its columns in mm.

    A text that would make a row higher than a page is cut; the other formats have it whole.
    """
    shares = table.widths or (2.0, *(1.0 for _ in table.heads[1:]))
    widths = [page.epw * share / sum(shares) for share in shares]
    rows = []
    for row in (table.heads, *table.rows):
        texts = zip((speak(cell, language) for cell in row), (round(width * LETTERS) for width in widths), strict=True)
        rows.append([_breakable(text if len(text) <= most else f"{text[:most]} …") for text, most in texts])
    return rows, fitted(widths, [_least(page, column) for column in zip(*rows, strict=True)])


def _least(page: "FPDF", column: Sequence[str]) -> float:
    """Return how wide a column must be, in mm, so that no word of it is broken but at its joints."""
    widest = 0.0
    for number, text in enumerate(column):
        page.set_font(FONT, "" if number else "B", CELL)
        widest = max(widest, *(page.get_string_width(part) for part in re.split("[ \u200b\n]", text)))
    return widest + 2 * PADDING[1] + 0.2


def fitted(widths: Sequence[float], least: Sequence[float]) -> list[float]:
    """Return widths of which none is below its least, at the cost of those with room; as given where there is none."""
    lacking = sum(max(need - width, 0.0) for width, need in zip(widths, least, strict=True))
    room = sum(max(width - need, 0.0) for width, need in zip(widths, least, strict=True))
    if lacking > room:
        return list(widths)
    part = lacking / room if room else 0.0
    return [need if width < need else width - part * (width - need) for width, need in zip(widths, least, strict=True)]


def height(page: "FPDF", rows: Sequence[Sequence[str]], widths: Sequence[float]) -> float:
    """Return how high a table will be, in mm."""
    height = 0.0
    settings: dict[str, Any] = {"padding": PADDING, "dry_run": True, "output": "HEIGHT"}
    for number, row in enumerate(rows):
        page.set_font(FONT, "" if number else "B", CELL)
        cells: list[Any] = [
            page.multi_cell(width, LINE, text, **settings) for text, width in zip(row, widths, strict=True)
        ]
        height += max(cells)
    return height


def _breakable(text: str) -> str:
    """Return a text in which long words, such as names of parameters, may break behind their joints."""
    return " ".join(JOINT.sub("\\1\u200b", word) if len(word) > LONGEST_WORD else word for word in text.split(" "))
