"""The months of a pilot as arrays: what a calibration compares with simulated months. It carries no ids."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Final, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from approdo.model.codes import AgeBand, Family, Housing, Permit, Sex, Work
from approdo.model.errors import BadInput
from approdo.model.territory import territory_names

from .cells import Value
from .checks import Record
from .schema import CODES
from .spells import UNKNOWN, Spell, months_of_spells
from .tables import digest_of
from .validate import Pilot, istat_codes

NEVER: Final = 32000  # column of an exit from reception that is not known

Months = NDArray[np.int8]
Columns = NDArray[np.int16]
Spells: TypeAlias = defaultdict[Value, list[tuple[int, int | None, int]]]  # by person: start, end, state
Code: TypeAlias = Callable[[Mapping[str, Value]], int]


@dataclass(frozen=True, eq=False)
class SiteMonths:
    """One territory. Rows are people, columns are months; -1 is unknown. Arrays are read-only.

    territory: id of a built-in territory, else the ISTAT code; housing, work: codes of the model; first, last: first
    and last observed column; exit: column of the exit from reception (negative: before), or NEVER; sex, age_band,
    family, permit: codes of the model; participant: False in the comparison group.
    """

    territory: str
    housing: Months
    work: Months
    first: Columns
    last: Columns
    exit: Columns
    sex: Months
    age_band: Months
    family: Months
    permit: Months
    participant: NDArray[np.bool_]

    def __post_init__(self) -> None:
        for field in fields(self)[1:]:
            getattr(self, field.name).setflags(write=False)


@dataclass(frozen=True, eq=False)
class PilotMonths:
    """A pilot by territory; `start` is the month number of column 0, `digest` the sha256 (hex) of its tables."""

    name: str
    start: int
    months: int
    sites: tuple[SiteMonths, ...]
    synthetic: bool
    digest: str

    @property
    def persons(self) -> int:
        """People in all territories."""
        return sum(site.first.size for site in self.sites)

    @property
    def has_comparison(self) -> bool:
        """Whether somebody was followed without being served."""
        return any(not site.participant.all() for site in self.sites)


def months_of(pilot: Pilot) -> PilotMonths:
    """Turn the spells of a pilot into months.

    Raises:
        BadInput: it holds published shares, not people.
    """
    window = pilot.descriptor
    if pilot.aggregate:
        raise BadInput(f'pilot "{window.name}": it holds published shares, and no months of people.')
    housing = _spells(pilot.tables["housing_spell"], housing_code)
    work = _spells(pilot.tables.get("work_spell", ()), work_code)
    ids = {code: name for name in territory_names() for code in istat_codes(name)}
    people: dict[str, list[Record]] = defaultdict(list)
    for record in pilot.tables["person"]:
        istat = str(record.values["territory"])
        people[ids.get(istat, istat)].append(record)
    sites = tuple(_site(name, people[name], housing, work, window.first, window.months) for name in sorted(people))
    return PilotMonths(window.name, window.first, window.months, sites, window.synthetic, digest_of(pilot))


def housing_code(values: Mapping[str, Value]) -> int:
    """Return the model's code of a row of `housing_spell`, UNKNOWN where it has none."""
    return code_of("housing_state", values.get("state"), Housing)


def work_code(values: Mapping[str, Value]) -> int:
    """Return the model's code of a row of `work_spell`: with status employed, the contract decides."""
    if values.get("status") == "employed":
        return code_of("contract", values.get("contract"), Work)
    return code_of("work_status", values.get("status"), Work)


def code_of(codes: str, value: Value, kind: type[IntEnum]) -> int:
    """Return the model's number of a code, UNKNOWN where the model has no such state or nothing was written."""
    model = CODES[codes][value].model if isinstance(value, str) else ""
    return int(kind[model]) if model else UNKNOWN


def _spells(records: Sequence[Record], code: Code) -> Spells:
    found: Spells = defaultdict(list)
    for record in records:
        start, end = record.values["start"], record.values.get("end")
        found[record.values["pid"]].append((_whole(start), None if end is None else _whole(end), code(record.values)))
    return found


def _site(
    name: str,
    people: Sequence[Record],
    housing: Spells,
    work: Spells,
    start: int,
    months: int,
) -> SiteMonths:
    first = np.array([_whole(person.values["observed_from"]) - start for person in people], np.int16)
    last = np.array([_whole(person.values["observed_to"]) - start for person in people], np.int16)

    def table(spells: Spells) -> Months:
        rows = [
            months_of_spells(
                [
                    Spell(begin - start, int(last[row]) if end is None else end - start, state)
                    for begin, end, state in spells[person.values["pid"]]
                ],
                months,
            )
            for row, person in enumerate(people)
        ]
        return np.array(rows, np.int8).reshape(len(people), months)

    def column(name: str, codes: str, kind: type[IntEnum]) -> Months:
        return np.array([code_of(codes, person.values.get(name), kind) for person in people], np.int8)

    exits = [person.values.get("exit_month") for person in people]
    return SiteMonths(
        name,
        table(housing),
        table(work),
        first,
        last,
        np.array([NEVER if month is None else _whole(month) - start for month in exits], np.int16),
        column("sex", "sex", Sex),
        column("age_band", "age_band", AgeBand),
        column("family_type", "family_type", Family),
        column("permit_type", "permit_type", Permit),
        np.array([person.values["group"] == "participant" for person in people], np.bool_),
    )


def _whole(value: Value) -> int:
    """Return a value that the checks have found to be a month."""
    return cast(int, value)
