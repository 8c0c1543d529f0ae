"""How the doses of a project are split between its territories: whole numbers that add up to the project's."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeAlias

from approdo.model.levers import Lever, change
from approdo.model.levers.wording import is_number, nearest, shown

from .apportion import whole_parts

if TYPE_CHECKING:
    from .package import Package

Shares: TypeAlias = tuple[tuple[str, float], ...]  # territory and weight, in the order of the package's territories

# What a dose counts, by lever. All else of a lever (months, caseload, pace, coverage, costs per unit) holds everywhere.
DOSES: Final = ("places", "dwellings", "beds", "tutors", "landlords", "families", "tests")
PER_DOSE: Final = {"tutors": "caseload"}  # a dose that serves several people is split by people, who are whole


def read_shares(given: object, territories: Sequence[str], whole: bool) -> tuple[Shares, list[str]]:
    """Read a table of weights; returns the shares and what is wrong with them.

    Args:
        given: the table as it stands in the file.
        territories: of the package; only they can have a share.
        whole: every territory must be named; else those that are not get nothing.
    """
    if not isinstance(given, Mapping) or not given:
        return (), [f"shares = {shown(given)}, expected a table of weights such as {{ padova = 2, vicenza = 1 }}."]
    if not territories:
        return (), ["shares need the list of territories: territories = [...] in [package]."]
    wrong = [
        f"shares: {shown(name)} is not one of the package's territories.{nearest(name, territories)} "
        f"They are: {', '.join(territories)}."
        for name in given
        if name not in territories
    ]
    wrong += [
        f"shares: {name} = {shown(weight)}, expected 0 or more (people, or any other weight)."
        for name, weight in given.items()
        if name in territories and not (is_number(weight) and 0 <= weight <= 1e9)
    ]
    missing = [name for name in territories if whole and name not in given]
    wrong += [f"shares: {name} is missing, expected a weight, 0 or more." for name in missing]
    if wrong:
        return (), wrong
    shares = tuple((name, float(given.get(name, 0.0))) for name in territories)
    if not any(weight for _, weight in shares):
        return (), ["shares are all 0, expected at least one above 0."]
    return shares, []


def within(package: "Package", territory: str) -> "Package":
    """Return the part of a package that falls on one territory; a package without shares is whole everywhere.

    An action of which the territory has no share is left out. A territory that is not in the project gets the mean of
    the project's territories, and the notice says so.
    """
    if not package.shares:
        return package
    by_lever = {name: dict(shares) for name, shares in package.shares}
    levers = tuple(
        _part(lever, by_lever[lever.id], territory) if lever.id in by_lever else lever
        for lever in package.levers
        if by_lever.get(lever.id, {}).get(territory) != 0
    )
    notice = package.notice
    if territory not in package.territories:
        told = f"{territory} is not in the project: it gets the mean dose of the project's {len(package.territories)}"
        notice = f"{notice}; {told}" if notice else told
    return replace(package, levers=levers, shares=(), notice=notice)


def _part(lever: Lever, shares: Mapping[str, float], territory: str) -> Lever:
    def of(amount: int) -> int:
        if territory in shares:
            return dict(zip(shares, whole_parts(amount, [*shares.values()]), strict=True))[territory]
        return math.floor(amount / len(shares) + 0.5)

    own = dict(lever.fields)
    for dose in DOSES:
        if dose in own:
            per = float(own[PER_DOSE[dose]]) if dose in PER_DOSE else 1.0
            served = of(math.floor(float(own[dose]) * per + 0.5))
            lever = change(lever, dose, served / per if dose in PER_DOSE else served)
    if lever.budget is not None:
        lever = replace(lever, budget=of(math.floor(lever.budget * 100 + 0.5)) / 100)  # in whole cents
    return lever
