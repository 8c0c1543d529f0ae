"""Levers that other installed packages add: two files of their own side by side, read like ours but checked.

Such a lever works through the mechanism of one of ours: its `KIND` is a number of `approdo.model.kinds`.
"""

from collections.abc import Collection
from dataclasses import fields

from approdo.extensions import BREAKS, Extension, installed
from approdo.model.kinds import KINDS

from .base import Row
from .definition import GROUPS, LeverKind, read_kind_files
from .reading import ID, accepted, read_table
from .wording import nearest, shown


def read_outside(ours: Collection[str]) -> dict[str, LeverKind]:
    """Return the levers of other packages, by name; `ours` are the names that are taken.

    Raises:
        BadInput: one of them is wrong.
    """
    found = {}
    for name, extension in installed("levers").items():
        if name in ours or not ID.fullmatch(name):
            raise extension.wrong("expected a name of its own of small letters, digits and _.")
        found[name] = _read(extension)
    return found


def _read(extension: Extension) -> LeverKind:
    module, path = extension.load(), extension.file()
    try:
        kind = read_kind_files(path, module)
    except BREAKS as error:
        raise extension.wrong(
            f"{path.name} and its code do not make a lever ({type(error).__name__}: {error})."
        ) from None
    _check(kind, extension)
    return kind


def _check(kind: LeverKind, extension: Extension) -> None:
    if not isinstance(kind.number, int) or not 0 <= kind.number < KINDS:
        raise extension.wrong(f"KIND = {shown(kind.number)}, expected a number of approdo.model.kinds.")
    if kind.group not in GROUPS:
        raise extension.wrong(f"group = {shown(kind.group)}, expected {', '.join(GROUPS)}.")
    for name, field in {**kind.common, **kind.fields}.items():
        simple = field.type in ("int", "float", "bool", "choice")
        if simple and field.default is not None and accepted(field, field.default) is None:
            raise extension.wrong(f"{name}: default = {shown(field.default)}, expected {field.expected()}.")
    _check_fill(kind, extension)


def _check_fill(kind: LeverKind, extension: Extension) -> None:
    """Fill a row at the defaults: what breaks here would break in the middle of a run, or do nothing at all."""
    if any(field.required for field in kind.fields.values()):
        return
    row = Row()
    try:
        kind.fill(read_table({"kind": kind.name}, {kind.name: kind}, lambda *_: kind.name), row)
    except BREAKS as error:
        raise extension.wrong(f"fill fails at the defaults ({type(error).__name__}: {error}).") from None
    names = {field.name for field in fields(Row)}
    unknown = sorted(set(vars(row)) - names)
    if unknown:
        raise extension.wrong(f"fill sets row.{unknown[0]}, which no rule reads.{nearest(unknown[0], names)}")
