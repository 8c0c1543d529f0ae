"""The truth behind a synthetic pilot, which is kept apart from it: read only to judge what a fit made of the pilot."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from approdo.model.errors import BadInput

FILE: Final = "truth.json"


def read_truth(folder: str | Path) -> dict[str, float]:
    """Return every number that a synthetic pilot was made with: the model's, and those of the record.

    Raises:
        BadInput: the folder holds no truth.
    """
    path = Path(folder) / FILE
    try:
        numbers = json.loads(path.read_text(encoding="utf-8"))["parameters"]
        return {str(name): float(value) for name, value in numbers.items()}
    except OSError:
        raise BadInput(
            f"{path}: there is no such file. Expected the folder that approdo pilot synthetic --to DIR makes: DIR-truth"
        ) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BadInput(f"{path}: no truth of a synthetic pilot.") from None


def beside(rows: list[dict[str, Any]], truth: Mapping[str, float]) -> dict[str, dict[str, Any]]:
    """Return for each fitted number its true value, whether its 90 % interval holds it, and whether it could.

    No draw leaves the prior range: an interval of the middle 90 % of draws cannot reach a truth at an end of it.

    Args:
        rows: the parameters of a posterior's document.
        truth: by name; a number that is not there is None: nothing was true of it.
    """
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        value = truth.get(row["name"])
        inside = None if value is None else row["low"] <= value <= row["high"]
        at_end = value is not None and not row["prior_low"] < value < row["prior_high"]
        found[row["name"]] = {"value": value, "inside": inside, "at_end": at_end}
    return found
