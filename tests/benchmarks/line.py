"""A line of a benchmark's table, and how the table is printed."""

from collections.abc import Iterable
from typing import NamedTuple


class Line(NamedTuple):
    """A figure: what it must be and what we aim at, both at most (at least where `more` is better)."""

    name: str
    value: float
    must: float | None = None
    aim: float | None = None
    more: bool = False

    def meets(self, limit: float) -> bool:
        """Say whether the value is within a limit; a value that could not be measured is not."""
        return self.value >= limit if self.more else self.value <= limit


def number(value: float | None) -> str:
    """Return a figure for people, nothing for none."""
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def show(lines: Iterable[Line]) -> int:
    """Print the table as the lines come, and at last how many musts were met; 0 when all were."""
    met = musts = 0
    print(f"{'':<74} {'value':>9} {'must':>9} {'aim':>9}")
    for line in lines:
        verdict = ""
        if line.must is not None:
            musts += 1
            met += line.meets(line.must)
            verdict = "pass" if line.meets(line.must) else "fail"
            if line.aim is not None and line.meets(line.aim):
                verdict += ", aim reached"
        figures = " ".join(f"{number(each):>9}" for each in (line.value, line.must, line.aim))
        print(f"{line.name:<74} {figures}  {verdict}".rstrip(), flush=True)
    print(f"{met} of {musts} must met: {'pass' if met == musts else 'fail'}")
    return 0 if met == musts else 1
