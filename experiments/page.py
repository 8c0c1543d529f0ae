"""Where the lines of an answer break: at the edge of a terminal; in a file or a pipe the same everywhere."""

import textwrap
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 110  # characters of a line of prose, where the terminal is not narrower
LEAST: Final = 24  # characters for a last cell under its column
UNDER: Final = 4


@dataclass(frozen=True)
class Page:
    """What text is written on: a terminal of so many columns, or None: prose of one width, and a row is one line."""

    columns: int | None = None

    def prose(self, text: str, first: str = "", then: str = "") -> list[str]:
        """Return a text in lines, the first and the others with what stands before them."""
        width = min(self.columns or WIDTH, WIDTH)
        return textwrap.wrap(text, width, initial_indent=first, subsequent_indent=then)

    def row(self, front: str, last: str, under: int = UNDER) -> list[str]:
        """Return a row of a table in one line; in a narrow terminal with its last cell below, from column `under`."""
        whole = f"{front}{last}".rstrip()
        if self.columns is None or len(whole) <= self.columns:
            return [whole]
        indent = " " * (under if self.columns - under >= LEAST else UNDER)
        return [front.rstrip(), *textwrap.wrap(last, self.columns, initial_indent=indent, subsequent_indent=indent)]
