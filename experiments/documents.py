"""Reads our TOML files, so that every complaint can name the file and the line."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeGuard

from approdo.model.errors import BadInput
from approdo.model.levers.wording import shown

from . import toml_lines
from .text_files import read_text, shown_name

FORMAT = 1
LARGEST = 2_000_000  # bytes; a file of ours has a few thousand
# A key of that many parts; the parser's memory grows with their square.
DEEP = re.compile(r"""(?<![\w"'-])(?:[\w"'-]++[ \t]*+\.[ \t]*+){50}""")
# Control characters but tab and newline: a terminal obeys them, and a spreadsheet takes some for the end of a row.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x80-\x9f]")
AT_LINE = re.compile(r" ?\(at line (\d+), column \d+\)")


@dataclass(frozen=True)
class Document:
    """A TOML file: its name as the user gave it, its content, and where each key stands."""

    name: str
    table: Mapping[str, Any]
    lines: Mapping[toml_lines.Path, int]

    def where(self, *keys: str | int) -> str:
        """Return ``file:line`` of a key, or of the closest table around it."""
        while keys and keys not in self.lines:
            keys = keys[:-1]
        return f"{self.name}:{self.lines.get(keys, 1)}"


def is_text(value: object) -> TypeGuard[str]:
    """Tell whether a value of a file is a text without control characters."""
    return isinstance(value, str) and not CONTROL.search(value)


def read_document(path: str | Path, thing: str) -> Document:
    """Read a file that begins with ``format = 1``; `thing` names what it should be ("a package").

    Raises:
        BadInput: no such file, a folder, no text, no TOML, or another format.
    """
    name = shown_name(path)
    text = read_text(Path(path), name, f"{thing} (a .toml file)", LARGEST)
    if not text.strip():
        raise BadInput(f"{name}:1: the file is empty, expected {thing} that begins with: format = {FORMAT}")
    if deep := DEEP.search(text):
        line = text.count("\n", 0, deep.start()) + 1
        raise BadInput(f"{name}:{line}: more than 50 tables inside each other; this is not {thing}.")
    try:
        table = tomllib.loads(text)
        document = Document(name, table, toml_lines.key_lines(text))
    except tomllib.TOMLDecodeError as error:
        found = AT_LINE.search(str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        said = AT_LINE.sub("", str(error)).removesuffix(" (at end of document)")
        raise BadInput(f"{name}:{line}: this is not TOML: {said}.") from None
    except (ValueError, RecursionError, OverflowError) as error:
        # Numbers of thousands of digits, impossible dates, thousands of brackets inside each other.
        raise BadInput(f"{name}:1: this cannot be read as TOML: {str(error)[:120]}.") from None
    if "format" not in table:
        raise BadInput(f"{name}:1: no format line, expected {thing} that begins with: format = {FORMAT}")
    if table["format"] != FORMAT or type(table["format"]) is not int:
        raise BadInput(
            f"{document.where('format')}: format = {shown(table['format'])}, expected {FORMAT}: "
            f"this version of Approdo reads no other."
        )
    return document
