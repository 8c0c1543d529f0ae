"""What stands beside the model: published studies that can be replayed, and fits to data. Read from the files."""

import tomllib
from functools import cache
from pathlib import Path

import approdo.calibration
import approdo.experiments


@cache
def checks() -> list[list[str]]:
    """Return title, what was found, what to know of the fit, and the command, for each study that is built in."""
    folder = Path(approdo.experiments.__file__).parent / "studies"
    rows = []
    for path in sorted(folder.glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        told = {key: str(text) for key, text in table.get("published", {}).items()}
        name = told.get("id", path.stem)
        rows.append(
            [
                f"{name}: {told.get('title', path.stem)}",
                f"{told.get('about', '–')} ({told.get('source', '–')})",
                told.get("fit", "–"),
                f"approdo study run {name}",
            ]
        )
    return rows


@cache
def fits() -> list[list[str]]:
    """Return name and status of each fit that comes with the program."""
    folder = Path(approdo.calibration.__file__).parent / "defaults"
    return [[path.stem, path.suffix] for path in sorted(folder.glob("*.toml"))]
