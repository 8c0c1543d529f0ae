"""Reads the definition of a kind of lever: `x.toml` (fields, bounds, sources, texts) beside `x.py` (what it fills in).

These files are ours: a mistake in them is a bug and may raise any exception; `tests/model/test_levers.py` reads all.
"""

import importlib
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any

from .base import Field, Lever, Row

FOLDER = Path(__file__).parent
GROUPS = ("housing_supply", "landlords", "money", "support", "work", "reception")


@dataclass(frozen=True)
class LeverKind:
    """A kind of lever: its number in the programme, its fields and its texts.

    `unit` is what a dose counts (places, dwellings, beds). `fill` writes a lever's own numbers into a row;
    `unit_cost`, where there is one, gives the default unit cost in EUR from the own fields; `idle`, where there is
    one, tells why a lever as dosed changes nothing (empty text: it does change something).
    """

    name: str
    number: int
    group: str
    unit: str
    label_en: str
    label_it: str
    purpose_en: str
    purpose_it: str
    background_en: str
    background_it: str
    common: Mapping[str, Field]
    fields: Mapping[str, Field]
    fill: Callable[[Lever, Row], None]
    unit_cost: Callable[[Mapping[str, float]], float] | None
    idle: Callable[[Lever], str] | None

    @property
    def dose(self) -> Field:
        """The field that says how much is offered: the one named like the unit, else the first of its own."""
        return self.fields.get(self.unit) or next(iter(self.fields.values()))


def read_definitions() -> Mapping[str, LeverKind]:
    """Read every pair of files in the folder, in the order of the mechanism numbers."""
    shared = tomllib.loads((FOLDER / "common.toml").read_text(encoding="utf-8"))
    found = [
        _kind(path, importlib.import_module(f"{__package__}.{path.stem}"), shared)
        for path in sorted(FOLDER.glob("*.toml"))
        if path.with_suffix(".py").is_file()
    ]
    return MappingProxyType({kind.name: kind for kind in sorted(found, key=lambda kind: kind.number)})


def read_kind_files(path: Path, module: ModuleType) -> LeverKind:
    """Read one pair of files that may stand outside this folder: the texts at `path` and their code."""
    return _kind(path, module, tomllib.loads((FOLDER / "common.toml").read_text(encoding="utf-8")))


def _kind(path: Path, module: ModuleType, shared: dict[str, Any]) -> LeverKind:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    # What a kind says about a field goes over what common.toml says about the field of that name.
    common = {name: {**base, **table.get("common", {}).get(name, {})} for name, base in shared["common"].items()}
    fields = {name: {**shared["shared"].get(name, {}), **own} for name, own in table["fields"].items()}
    return LeverKind(
        name=path.stem,
        number=module.KIND,
        common=MappingProxyType({name: _field(name, entry) for name, entry in common.items()}),
        fields=MappingProxyType({name: _field(name, entry) for name, entry in fields.items()}),
        fill=module.fill,
        unit_cost=getattr(module, "unit_cost", None),
        idle=getattr(module, "idle", None),
        **table["lever"],
    )


def _field(name: str, entry: dict[str, Any]) -> Field:
    return Field(
        name=name,
        type=entry["type"],
        unit=entry.get("unit", ""),
        low=entry.get("low"),
        high=entry.get("high"),
        default=entry.get("default"),
        required=entry.get("required", False),
        choices=tuple(entry.get("choices", ())),
        range=(entry["range"][0], entry["range"][1]) if "range" in entry else None,
        status=entry["status"],
        source=entry["source"],
        evidence=tuple(entry.get("evidence", ())),
        label_en=entry["label_en"],
        label_it=entry["label_it"],
        help_en=entry["help_en"],
        help_it=entry["help_it"],
    )
