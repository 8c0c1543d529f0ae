"""Writes a package as the TOML file that `approdo compare --package FILE` reads."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from approdo.experiments.package import Package

from .bench import package_table

BARE: Final = re.compile(r"[A-Za-z0-9_-]+")


def package_text(package: Package) -> str:
    """Return the file; reading it gives a package that means the same."""
    table = package_table(package)
    lines = ["format = 1", "", "[package]", *_lines(table["package"])]
    for lever in table["lever"]:
        lines += ["", "[[lever]]", *_lines(lever)]
    return "\n".join([*lines, ""])


def _lines(table: Mapping[str, Any]) -> list[str]:
    return [f"{_key(key)} = {_value(value)}" for key, value in table.items()]


def _key(key: str) -> str:
    return key if BARE.fullmatch(key) else _text(key)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        return (
            "{ " + ", ".join(f"{_key(key)} = {_value(part)}" for key, part in value.items()) + " }" if value else "{}"
        )
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(part) for part in value) + "]"
    return repr(value)


def _text(text: str) -> str:
    # JSON's strings are TOML's, but for one control character that JSON leaves as it is.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
