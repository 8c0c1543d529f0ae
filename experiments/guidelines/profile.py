"""Who a guideline is about: groups of people by the traits that results are broken down by, never by origin."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from approdo.experiments.people import COLUMN, GROUPS, People
from approdo.model.errors import BadInput
from approdo.model.levers.eligibility import ORIGIN, SETS
from approdo.model.levers.wording import nearest, shown
from approdo.model.territory import COMPOSITIONS, Territory

EXAMPLE: Final = "sex=female,permit=refugee,permit=subsidiary"


@dataclass(frozen=True)
class Profile:
    """Groups by trait, in the order of `people.GROUPS`; in it is who is in one of the groups of every trait."""

    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def text(self) -> str:
        """The profile as the command line takes it; an empty text for everybody."""
        return ",".join(f"{trait}={name}" for trait, names in self.groups for name in names)

    @property
    def not_offered_by(self) -> tuple[str, ...]:
        """The traits that no action can ask for: their groups are measured apart, but others are served too."""
        return tuple(trait for trait, _ in self.groups if trait not in SETS and trait not in self._least)

    @property
    def _least(self) -> Mapping[str, float]:
        """The least vulnerability, where the profile leaves out the lowest third: never a greatest one."""
        names = dict(self.groups).get("vulnerability", ())
        thirds = GROUPS["vulnerability"]
        return (
            {"vulnerability": min(map(thirds.index, names)) / len(thirds)} if names and thirds[0] not in names else {}
        )

    def eligibility(self) -> dict[str, Any]:
        """Return the conditions of an action that serves these people, as a package states them."""
        sets = {trait: list(names) for trait, names in self.groups if trait in SETS}
        return {**sets, **{f"{name}_min": least for name, least in self._least.items()}}

    def members(self, people: People) -> NDArray[np.bool_]:
        """Return who of the people of a run is in the profile."""
        inside = np.ones(len(people), np.bool_)
        for trait, names in self.groups:
            inside &= np.isin(people[:, COLUMN[trait]], [GROUPS[trait].index(name) for name in names])
        return inside

    def share(self, territory: Territory) -> float:
        """Return about which share of a territory's leavers is in the profile, its traits taken as independent.

        A trait, or a group, of which the territory has no share counts as everybody: a dose is rather too large.
        """
        share = 1.0
        for trait, names in self.groups:
            known = COMPOSITIONS.get(trait, ())
            if all(name in known for name in names):
                share *= sum(territory.composition[trait][known.index(name)] for name in names)
        return share


def read_profile(text: str) -> Profile:
    """Read ``sex=female,permit=refugee,permit=subsidiary``; an empty text is everybody.

    Raises:
        BadInput: an unknown trait or group, or one by origin; one line for each thing that is wrong.
    """
    found: dict[str, list[str]] = {}
    wrong: list[str] = []
    for part in (each.strip() for each in text.split(",")) if text.strip() else ():
        trait, _, name = (each.strip() for each in part.partition("="))
        if trait.lower() in ORIGIN:
            wrong.append(f"--profile {trait}: not available, on purpose: nobody is chosen by origin.")
        elif trait not in GROUPS:
            wrong.append(
                f"--profile {shown(part)}: unknown trait.{nearest(trait, GROUPS)} Traits: {', '.join(GROUPS)}."
            )
        elif name not in GROUPS[trait]:
            hint = nearest(name, GROUPS[trait])
            wrong.append(f"--profile {trait}: unknown group {shown(name)}.{hint} Groups: {', '.join(GROUPS[trait])}.")
        elif name not in found.setdefault(trait, []):
            found[trait].append(name)
    if wrong:
        raise BadInput("\n".join([*wrong, f"For example: --profile {EXAMPLE}"]))
    return Profile(
        tuple(
            (trait, tuple(name for name in names if name in found[trait]))
            for trait, names in GROUPS.items()
            if trait in found
        )
    )
