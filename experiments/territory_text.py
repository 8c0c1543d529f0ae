"""Writes the parts of a territory file as TOML: fixed order, sensible rounding, one line end."""

import json
from collections.abc import Mapping, Sequence

COUNTED = {"persons", "households", "dwellings", "jobs", "flag"}


def text(value: str) -> str:
    """Return a TOML string."""
    return json.dumps(value, ensure_ascii=False)


def texts(values: Sequence[str]) -> str:
    """Return a TOML list of strings."""
    return "[" + ", ".join(text(value) for value in values) + "]"


def number(value: float, unit: str) -> str:
    """Return whole numbers for what is counted, else about three or four figures."""
    if unit in COUNTED:
        return str(round(value))
    if unit == "share":
        return str(round(float(value), 4))
    digits = 0 if abs(value) >= 1000 else 1 if abs(value) >= 10 else 2 if abs(value) >= 1 else 3
    return str(round(float(value), digits))


def inline(values: Mapping[str, float] | Mapping[str, int]) -> str:
    """Return an inline TOML table; keys that are not bare words are quoted."""
    pairs = (f"{key if key.replace('_', '').isalnum() else text(key)} = {value}" for key, value in values.items())
    return "{ " + ", ".join(pairs) + " }"


def table(name: str, lines: Mapping[str, str], repeated: bool = False) -> str:
    """Return a TOML table, or one of an array of tables."""
    heading = f"[[{name}]]" if repeated else f"[{name}]"
    return "\n".join([heading, *(f"{key} = {value}" for key, value in lines.items())])


def matrix(rows: Sequence[Sequence[int]]) -> str:
    """Return a TOML list of lists, a row a line."""
    return "[\n" + "".join(f"    [{', '.join(str(cell) for cell in row)}],\n" for row in rows) + "]"
