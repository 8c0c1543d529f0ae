"""One person under two policies: both worlds are lived month by month with the same luck, until the paths part.

People are synthetic. A life is an example of the mechanism, not a forecast of anybody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np
from numpy.typing import NDArray

from approdo.model.codes import AgeBand, Channel, Family, Housing, Permit, Sex, Work
from approdo.model.engine import Own, begin, open_arm, simulate
from approdo.model.errors import BadInput
from approdo.model.outcomes import STRICT

if TYPE_CHECKING:
    from approdo.model.parameters import Parameters
    from approdo.model.territory import Territory
    from approdo.model.world import World

    from .scenario import Scenario

# What may differ first between two lives, in the order in which one thing leads to another within a month.
CAUSES: Final[Mapping[str, tuple[str, ...]]] = {
    "work": ("work", "employer", "wage", "contract_left"),
    "home": ("housing", "home", "rent", "lease_left", "zone", "since"),
    "permit": ("permit", "permit_until", "permit_wait", "registered"),
    "ties": ("bonds", "bridges", "hosting_left", "stays", "reference"),
    "skills": ("language", "experience", "skill"),
    "money": ("savings", "income", "benefit", "benefit_left", "arrears", "unpaid", "covered"),
}
ATTRIBUTES: Final = {
    "sex": Sex,
    "age": AgeBand,
    "family": Family,
    "permit": Permit,
    "channel": Channel,
}
MOST_LEVERS: Final = 32  # bits of a month's support


@dataclass(frozen=True)
class Month:
    """One month of one life: `support` are ids of the levers that serve the person."""

    housing: Housing
    work: Work
    support: tuple[str, ...]


@dataclass(frozen=True)
class Life:
    """One person in both worlds. `parting` counts recorded months from 0; None: the months do not differ.

    `cause` is the id of a lever that served the person in one world only, if `by_lever`; else one of `CAUSES` (what
    differed first, though no lever served them: others were), ``"other"``, or empty for lives that do not part.
    """

    person: int
    attributes: Mapping[str, str]
    exit_due: int
    base: tuple[Month, ...]
    policy: tuple[Month, ...]
    parting: int | None
    cause: str
    by_lever: bool

    @property
    def homeless(self) -> tuple[int, int]:
        """Months in ETHOS Light 1-6, without and with the policy."""
        first, second = (sum(bool(STRICT[month.housing]) for month in arm) for arm in (self.base, self.policy))
        return first, second


@dataclass(frozen=True, eq=False)
class Lives:
    """Everybody's months in two worlds of one seed: arrays ``[2, months, people]``; `parting` is -1 where none is."""

    start: int
    months: int
    seed: int
    levers: tuple[str, ...]
    ids: NDArray[np.int64]
    exit_due: NDArray[np.int64]
    attributes: Mapping[str, NDArray[np.int8]]
    housing: NDArray[np.int8]
    work: NDArray[np.int8]
    support: NDArray[np.uint32]
    parting: NDArray[np.int64]
    cause: tuple[str, ...]
    by_lever: NDArray[np.bool_]

    def life(self, person: int) -> Life:
        """Return the life of the person with this number.

        Raises:
            BadInput: there is nobody of this number.
        """
        rows = np.flatnonzero(self.ids == person)
        if not rows.size:
            some = ", ".join(map(str, self.changed(3)))
            raise BadInput(f"person {person}: nobody in this run has this number. For example: {some}")
        row = int(rows[0])
        told = {name: kind(int(self.attributes[name][row])).name.lower() for name, kind in ATTRIBUTES.items()}
        arms = [tuple(self._month(arm, month, row) for month in range(self.months)) for arm in (0, 1)]
        parting = int(self.parting[row])
        return Life(
            person,
            told,
            int(self.exit_due[row]),
            arms[0],
            arms[1],
            None if parting < 0 else parting,
            self.cause[row],
            bool(self.by_lever[row]),
        )

    def _month(self, arm: int, month: int, row: int) -> Month:
        bits = int(self.support[arm, month, row])
        names = tuple(name for number, name in enumerate(self.levers) if bits >> number & 1)
        return Month(Housing(int(self.housing[arm, month, row])), Work(int(self.work[arm, month, row])), names)

    def changed(self, most: int, where: Mapping[str, str] | None = None) -> list[int]:
        """Return people whose homeless months the policy changes most, then whose paths part; numbers, best first.

        Args:
            most: how many at most.
            where: attributes that must hold, such as ``{"family": "single_parent"}``.

        Raises:
            BadInput: an attribute or value that does not exist.
        """
        fits = (self.exit_due >= 0) & (self.exit_due < self.months) & (self.attributes["channel"] != Channel.NONE)
        for name, value in (where or {}).items():
            if name not in ATTRIBUTES or value.upper() not in ATTRIBUTES[name].__members__:
                raise BadInput(f'person: {name} = "{value}" does not exist.')
            fits &= self.attributes[name] == ATTRIBUTES[name][value.upper()]
        strict = STRICT[self.housing].sum(axis=1)
        rank = np.where(fits, 2 * np.abs(strict[1] - strict[0]) + (self.parting >= 0), -1)
        order = np.argsort(-rank, kind="stable")[:most]
        return [int(self.ids[row]) for row in order if rank[row] >= 0]


def follow(base: "Scenario", policy: "Scenario", seed: int) -> Lives:
    """Live through both scenarios side by side with one seed.

    Args:
        base: the baseline.
        policy: the other scenario, of the same territory, start and length.
        seed: of the run (`seeds.run_seed` gives those of a comparison).

    Raises:
        BadInput: the scenarios do not share a world, or a package has more than 32 levers.
    """
    shared = {(each.territory, each.start, each.months) for each in (base, policy)}
    levers = tuple(dict.fromkeys(lever.id for each in (base, policy) for lever in each.package.levers))
    if len(shared) != 1 or len(levers) > MOST_LEVERS:
        raise BadInput(
            f"lives: expected scenarios of one territory, start and length, and at most {MOST_LEVERS} levers."
        )
    # A scenario knows its territory and parameters by what it needs of them; the engine needs the whole.
    territory, parameters = cast("Territory", base.territory), cast("Parameters", base.parameters)
    world = begin(territory, parameters, base.start, base.months, seed)
    people: Any = world.people
    first = {name: people[name].copy() for name in (*ATTRIBUTES, "id", "exit_due")}
    programmes = [each.programme() for each in (base, policy)]
    arms = [open_arm(world, programme, base.months) for programme in programmes]
    own: tuple[dict[str, Own], dict[str, Own]] = ({}, {})  # of processes of other packages
    bits = [_bits(each, levers) for each in (base, policy)]
    count = people.size
    support = np.zeros((2, base.months, count), np.uint32)
    parting = np.full(count, -1, np.int64)
    cause = [""] * count
    by_lever = np.zeros(count, np.bool_)
    for month in range(base.months):
        for arm, (lived, programme) in enumerate(zip(arms, programmes, strict=True)):
            simulate(lived, programme, parameters, month, month + 1, own[arm])
            support[arm, month] = _support(lived, bits[arm])
        seen = support[0, month] != support[1, month]
        for name in ("housing", "work"):
            seen |= getattr(arms[0].people, name) != getattr(arms[1].people, name)
        new = seen & (parting < 0)
        parting[new] = month
        _explain(arms, support, month, new, levers, cause, by_lever)
    record = [arm.record for arm in arms]
    return Lives(
        base.start,
        base.months,
        seed,
        levers,
        first["id"],
        first["exit_due"],
        {name: first[name] for name in ATTRIBUTES},
        np.stack([each.housing for each in record]),
        np.stack([each.work for each in record]),
        support,
        parting,
        tuple(cause),
        by_lever,
    )


def _bits(scenario: "Scenario", levers: tuple[str, ...]) -> NDArray[np.uint32]:
    """Return the bit of each row of the programme."""
    return np.array([1 << levers.index(lever.id) for lever in scenario.package.levers] or [0], np.uint32)


def _support(world: "World", bits: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Return which levers serve each person this month, one bit a lever, homes of the programme included."""
    served = np.zeros(world.people.size, np.uint32)  # type: ignore[attr-defined]
    for left, by in zip(world.supports.left, world.supports.by, strict=True):
        now = (left > 0) & (by >= 0) & (by < bits.size)
        served[now] |= bits[by[now]]
    home: Any = world.people.home
    managed = np.where(home >= 0, world.dwellings.managed[np.maximum(home, 0)], 0)
    housed = (managed > 0) & (managed <= bits.size)
    served[housed] |= bits[managed[housed] - 1]
    return served


def _explain(
    arms: "list[World]",
    support: NDArray[np.uint32],
    month: int,
    new: NDArray[np.bool_],
    levers: tuple[str, ...],
    cause: list[str],
    by_lever: NDArray[np.bool_],
) -> None:
    """Write down why the paths of the people in `new` part in this month."""
    served = np.bitwise_xor(support[0, : month + 1], support[1, : month + 1])
    first: Any = arms[0].people
    second: Any = arms[1].people
    differs = {
        name: np.logical_or.reduce([first[column] != second[column] for column in columns])
        for name, columns in CAUSES.items()
    }
    for row in np.flatnonzero(new):
        bits = int(np.bitwise_or.reduce(served[:, row]))
        if bits:
            cause[row] = levers[(bits & -bits).bit_length() - 1]
            by_lever[row] = True
        else:
            cause[row] = next((name for name, found in differs.items() if found[row]), "other")
