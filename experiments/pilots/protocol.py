"""One protocol for all pilots: the same people, months and start everywhere; each keeps its content and its dose."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from approdo.experiments.guidelines.profile import Profile
from approdo.experiments.package import Package
from approdo.model.errors import BadInput
from approdo.model.levers import LEVERS, Lever, lever_table, read_lever

PERMITS: Final = ("refugee", "subsidiary", "special")
# The whole protocol is an assumption. Pilots begin after a year, so that those they reach have left reception in the
# recorded months and most can be followed for two years after their exit.
BEGIN: Final = 12  # recorded months before the pilots
SINCE_EXIT: Final = 12  # months after the exit in which somebody can be reached
PILOT_MONTHS: Final = 12  # for which a pilot takes people
FOLLOWED: Final = 24  # months after the exit at whose end homes and jobs are counted
LEAST_MONTHS: Final = 36
OF_THE_PROTOCOL: Final = ("permit", "months_since_exit")  # conditions that no pilot keeps
NOBODY: Final = ("coverage", "tests", "landlords")  # units of actions on services and owners: nobody is served by name


EVERYBODY: Final = Profile()


@dataclass(frozen=True)
class Protocol:
    """What holds for every pilot in every place.

    Pilots begin after `BEGIN` recorded months and take people of the `profile` for `pilot_months`; people are followed
    to the end of the `months` recorded.
    """

    months: int
    pilot_months: int = PILOT_MONTHS
    profile: Profile = EVERYBODY

    def lever(self, lever: Lever) -> Lever:
        """Return a pilot's action under the protocol; its own target group (women, families) stays its own."""
        table = {
            **lever_table(lever),
            "start": f"+{BEGIN}",
            "months": self.pilot_months,
            "eligibility": self._eligibility(lever.eligibility.canonical()),
        }
        return read_lever(table)

    def _eligibility(self, own: dict[str, Any]) -> dict[str, Any]:
        """Return the protocol's conditions with the pilot's target group; where both name a set, what both allow."""
        theirs = {"permit": list(PERMITS), "months_since_exit_max": SINCE_EXIT, **self.profile.eligibility()}
        target = {name: value for name, value in own.items() if not name.startswith(OF_THE_PROTOCOL)}
        both = {
            name: [each for each in value if each in theirs[name]]
            for name, value in target.items()
            if isinstance(value, list) and name in theirs
        }
        return {**target, **theirs, **both}


@dataclass(frozen=True)
class Pilot:
    """One action of a package as a pilot; `home` are the territories in which the project ran it."""

    id: str
    lever: Lever
    package: Package
    home: tuple[str, ...]


def pilots_of(packages: Sequence[Package], protocol: Protocol) -> tuple[tuple[Pilot, ...], tuple[str, ...]]:
    """Return every action as a pilot, and the names of those that serve nobody by name and cannot be compared.

    Raises:
        BadInput: no pilot is left.
    """
    found: list[Pilot] = []
    left_out: list[str] = []
    several = len(packages) > 1
    for package in packages:
        shares = dict(package.shares)
        for lever in package.levers:
            name = f"{package.id}.{lever.id}" if several else lever.id
            if LEVERS[lever.kind].unit in NOBODY:
                left_out.append(name)
                continue
            home = tuple(place for place, share in shares.get(lever.id, ()) if share > 0) or package.territories
            alone = replace(
                package, id=name, name=name, starts=None, levers=(protocol.lever(lever),), shares=(), territories=()
            )
            found.append(Pilot(name, lever, alone, home))
    if not found:
        raise BadInput(f"pilots: no action of {', '.join(each.id for each in packages)} serves people by name.")
    return tuple(found), tuple(left_out)
