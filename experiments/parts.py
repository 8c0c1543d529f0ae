"""Parts of a package, wherever one is named: ``ali:without=tutoring``, ``ali:only=renovation,social_agency``."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from approdo.model.errors import BadInput
from approdo.model.levers.wording import nearest, shown

if TYPE_CHECKING:
    from .package import Package

PART: Final = re.compile(r"(?P<base>.+?):(?P<verb>without|only)=(?P<actions>.*)")


def read_reference(given: str) -> tuple[str, str, tuple[str, ...]]:
    """Return the package's name or path, ``without`` or ``only`` (or an empty text), and the actions named."""
    found = PART.fullmatch(given)
    if found is None:
        return given, "", ()
    return found["base"], found["verb"], tuple(name.strip() for name in found["actions"].split(","))


def take_part(package: "Package", verb: str, actions: tuple[str, ...], reference: str) -> "Package":
    """Return the package without some actions, or with these only; an action is a lever's id or its kind.

    Raises:
        BadInput: the package has no such action, or none would be left.
    """
    known = list(dict.fromkeys(name for lever in package.levers for name in (lever.id, lever.kind)))
    for name in actions:
        if name not in known:
            raise BadInput(
                f'package {shown(reference)}: "{package.id}" has no action {shown(name)}.{nearest(name, known)} '
                f"Its actions: {', '.join(lever.id for lever in package.levers) or 'none'}."
            )
    named = [lever for lever in package.levers if lever.id in actions or lever.kind in actions]
    kept = named if verb == "only" else [lever for lever in package.levers if lever not in named]
    if not kept:
        raise BadInput(f"package {shown(reference)}: no action is left. Without any action it is the package: none")
    left_out = [lever.id for lever in package.levers if lever not in kept]
    return replace(
        package,
        id=reference,
        name=f"{package.name} {verb} {_listed([lever.id for lever in named])}",
        levers=tuple(kept),
        shares=tuple(entry for entry in package.shares if entry[0] not in left_out),
        not_modelled=(*package.not_modelled, *(f"{name} (taken out of this part)" for name in left_out)),
    )


def _listed(names: list[str]) -> str:
    words = [name.replace("_", " ") for name in names]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
