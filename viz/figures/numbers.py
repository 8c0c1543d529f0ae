"""Numbers along an axis as the reader's language writes them, all with the same decimals."""

from collections.abc import Sequence

from matplotlib.axis import Axis
from matplotlib.ticker import Formatter

from approdo.viz.words import words


class Numbers(Formatter):
    """Writes the numbers of one axis; as many decimals as the finest of its ticks needs."""

    def __init__(self, language: str) -> None:
        text = words(language)
        self.marks = str.maketrans({",": text["format.thousands"], ".": text["format.decimal"], "-": "−"})
        self.places = 0

    def format_ticks(self, values: Sequence[float]) -> list[str]:
        """Return the numbers of all ticks."""
        self.places = max(map(_decimals, values), default=0)
        return [self(value) for value in values]

    def __call__(self, x: float, _pos: int | None = None) -> str:
        """Return one number."""
        places = max(self.places, _decimals(x))
        return f"{round(x, places) + 0.0:,.{places}f}".translate(self.marks)


def _decimals(value: float) -> int:
    return len(f"{float(f'{value:.6g}'):.10f}".rstrip("0").partition(".")[2])


def number_axis(axis: Axis, language: str) -> None:
    """Write an axis's numbers in a language."""
    axis.set_major_formatter(Numbers(language))
