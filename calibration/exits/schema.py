"""The tables that an office enters, from `tables.toml` and `backcast.toml`; columns as those of a pilot."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from approdo.calibration.pilot.schema import Field, Table

FOLDER: Final = Path(__file__).parent


def _tables(path: Path) -> Mapping[str, Table]:
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["table"]
    return MappingProxyType(
        {
            row["name"]: Table(
                **{**row, "key": tuple(row["key"]), "fields": tuple(Field(**each) for each in row["fields"])}
            )
            for row in rows
        }
    )


TABLES: Final = _tables(FOLDER / "tables.toml")
BACKCAST: Final = _tables(FOLDER / "backcast.toml")["backcast"]
