"""Rows of results as a tidy data frame, the same for every kind of answer."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from .labels import label, labels
from .rows import Row

if TYPE_CHECKING:
    import pandas as pd


def tidy(rows: Iterable[Row], language: str) -> "pd.DataFrame":
    """Return the rows as a data frame; beside the unit, which every row has, the outcome's label.

    Args:
        rows: of `rows.row`.
        language: of the labels, "en" or "it".

    Raises:
        BadInput: the language is another.
    """
    import pandas as pd

    labels(language)  # a mistake is one without rows, too
    return pd.DataFrame([{**row, "label": label(row["outcome"], language)} for row in rows])


class Rows(ABC):
    """An answer that is rows."""

    @abstractmethod
    def rows(self) -> Iterator[Row]:
        """Yield them as plain dictionaries."""

    def outcomes(self, language: str = "en") -> "pd.DataFrame":
        """Return the rows as a tidy data frame with units and labels; `month` is empty for numbers of a whole run.

        Args:
            language: of the labels, "en" or "it".

        Raises:
            BadInput: the language is another.
        """
        return tidy(self.rows(), language)
