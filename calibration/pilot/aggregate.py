"""Published shares as a second way in: what an annual report tells, where nobody may tell about people."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from approdo.model.codes import Housing, Work
from approdo.model.errors import BadInput
from approdo.model.territory import territory_names

from .cells import Value
from .schema import CODES
from .tables import digest_of
from .validate import Pilot, istat_codes

ALL: Final = "all"
INDICATORS: Final = tuple(CODES["indicator"])


@dataclass(frozen=True)
class Share:
    """One published share: `value` of `n` people, in a calendar month or `since_exit` months after the exit.

    `territory` is the id of a built-in one, else the ISTAT code, or "all"; `group` is "all" or such as "sex=female".
    """

    indicator: str
    territory: str
    month: int | None
    since_exit: int | None
    group: str
    n: int
    value: float


@dataclass(frozen=True)
class Aggregate:
    """The published shares of a pilot.

    start: first month of the observation, a month number; months: its length; digest: sha256 (hex) of its tables.
    """

    name: str
    start: int
    months: int
    rows: tuple[Share, ...]
    synthetic: bool
    digest: str


def aggregate_of(pilot: Pilot) -> Aggregate:
    """Return the published shares.

    Raises:
        BadInput: the pilot holds people.
    """
    if not pilot.aggregate:
        raise BadInput(f'pilot "{pilot.descriptor.name}": it holds people; shares are computed from their months.')
    ids = {code: name for name in territory_names() for code in istat_codes(name)}
    rows = []
    for record in pilot.tables["aggregate"]:
        values = record.values
        istat = values.get("territory")
        place = ALL if istat is None else ids.get(str(istat), str(istat))
        rows.append(
            Share(
                str(values["indicator"]),
                place,
                _month(values.get("month")),
                _month(values.get("since_exit")),
                str(values["group"]),
                int(float(values["n"] or 0)),
                float(values["value"] or 0.0),
            )
        )
    about = pilot.descriptor
    return Aggregate(about.name, about.first, about.months, tuple(rows), about.synthetic, digest_of(pilot))


def indicator_mask(indicator: str) -> tuple[str, NDArray[np.bool_]]:
    """Return which months an indicator is read from ("housing" or "work"), and by code whether it counts."""
    code = CODES["indicator"][indicator]
    kind = Housing if code.of == "housing" else Work
    counted = np.zeros(len(kind), np.bool_)
    counted[[int(kind[state]) for state in code.states]] = True
    return code.of, counted


def _month(value: Value) -> int | None:
    return None if value is None else int(value)
