"""Finds the line of every key of a TOML text, which `tomllib` does not tell.

The text has been read by `tomllib` before, so it is known to be right; this scan only has to step over strings,
comments and brackets. A key inside a one-line table is found at the line of that table.
"""

import re
import tomllib
from collections.abc import Mapping

Path = tuple[str | int, ...]

SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
PART = re.compile(r"""[ \t]*([A-Za-z0-9_-]+|"(?:\\.|[^"\\\n])*"|'[^'\n]*')[ \t]*(\.?)""")
TOKEN = re.compile(
    r'''"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|#[^\n]*|[\[{]|[\]}]|\n|[^"'#\[\]{}\n]+''',
    re.DOTALL,
)


def key_lines(text: str) -> Mapping[Path, int]:
    """Return the line (from 1) of every table and key; elements of an array of tables have their number in the path."""
    return _Scan(text).lines


class _Scan:
    """One walk through the text, statement by statement."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.lines: dict[Path, int] = {}
        self.lengths: dict[Path, int] = {}  # of the arrays of tables seen so far
        self.line, self.counted = 1, 0
        table: Path = ()
        while self._skip_space():
            line = self._line()
            if text[self.at] == "[":
                table = self._header()
                self.lines.setdefault(table, line)
            else:
                path: Path = table
                for part in self._key():
                    path = (*path, part)
                    self.lines.setdefault(path, line)
                self.at += 1  # the equals sign
                self._skip_value()

    def _skip_space(self) -> bool:
        found = SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.at < len(self.text)

    def _line(self) -> int:
        self.line += self.text.count("\n", self.counted, self.at)
        self.counted = self.at
        return self.line

    def _key(self) -> list[str]:
        parts: list[str] = []
        while found := PART.match(self.text, self.at):
            self.at = found.end()
            quoted = found[1][0] in "\"'"
            parts.append(tomllib.loads(f"k = {found[1]}")["k"] if quoted else found[1])
            if not found[2]:
                break
        return parts

    def _header(self) -> Path:
        """Read ``[a.b]`` or ``[[a.b]]``; a name that is an array of tables means its last element."""
        many = self.text.startswith("[[", self.at)
        self.at += 2 if many else 1
        *parents, last = self._key() or [""]
        self.at += 2 if many else 1
        path: Path = ()
        for part in parents:
            path = (*path, part)
            self.lines.setdefault(path, self.line)
            if path in self.lengths:
                path = (*path, self.lengths[path] - 1)
        path = (*path, last)
        if many:
            self.lines.setdefault(path, self.line)
            self.lengths[path] = self.lengths.get(path, 0) + 1
            path = (*path, self.lengths[path] - 1)
        return path

    def _skip_value(self) -> None:
        """Step over a value, which ends with the line unless a bracket is open."""
        depth = 0
        while found := TOKEN.match(self.text, self.at):
            self.at = found.end()
            depth += (found[0] in ("[", "{")) - (found[0] in ("]", "}"))
            if found[0] == "\n" and depth == 0:
                return
