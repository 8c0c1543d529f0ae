"""What is wrong with pilot data: every problem is kept, with the place, the value and what to do."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

LONGEST: Final = 24  # characters of a value that are repeated: a longer one may be a name or a note
SHOWN: Final = 100  # problems in a message


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, or worth a note. `value` is None where repeating it could name somebody."""

    file: str
    line: int
    column: str
    value: str | None
    said: str
    remedy: str

    def __str__(self) -> str:
        thing = self.column if self.value is None else f'{self.column} "{self.value}"'.strip()
        return f"{self.file}:{self.line}: {f'{thing}: ' if thing else ''}{self.said} {self.remedy}".rstrip()

    def row(self) -> dict[str, Any]:
        """Return the problem ready for JSON."""
        return {key: getattr(self, key) for key in ("file", "line", "column", "value", "said", "remedy")}


@dataclass
class Problems:
    """Collects problems and notes; nothing stops at the first."""

    found: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    def add(
        self,
        file: str,
        line: int,
        said: str,
        remedy: str,
        *,
        column: str = "",
        value: object = None,
        note: bool = False,
    ) -> None:
        """Keep a problem, or a note."""
        problem = Problem(file, line, column, None if value is None else shown(str(value)), said, remedy)
        (self.notes if note else self.found).append(problem)

    def message(self) -> str:
        """Return the problems, one a line, in the order of files and lines; the first `SHOWN` of them."""
        return listed(self.found)


def listed(problems: Iterable[Problem]) -> str:
    """Return problems one a line, in the order of files and lines; the first `SHOWN` of them, and how many more."""
    ordered = sorted(problems, key=lambda problem: (problem.file, problem.line))
    lines = [str(problem) for problem in ordered[:SHOWN]]
    if len(ordered) > SHOWN:
        lines.append(f"... and {len(ordered) - SHOWN} more; all of them with --json FILE.")
    return "\n".join(lines)


def shown(value: str) -> str:
    """Return a value as it may be repeated: short ones as they are, of long ones only the length."""
    clean = value if value.isprintable() else ascii(value)[1:-1]
    return clean if len(clean) <= LONGEST else f"({len(value)} characters)"
