"""Who may be served: a declarative filter over a person's row; every condition given must hold.

Origin is deliberately missing: it enters the model only through how landlords and employers respond. A lever that
chose people by origin could not be told apart from discrimination, so asking for it is refused with this reason.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from approdo.model.codes import Channel, Family, Housing, Permit, Sex, ZoneKind

from .wording import Where, is_number, nearest, shown

# The order of both tables is the order of the programme's columns `mask`, `low` and `high`.
SETS: Final[Mapping[str, type[IntEnum]]] = {
    "permit": Permit,
    "channel": Channel,
    "family": Family,
    "housing": Housing,
    "zone_kind": ZoneKind,
    "sex": Sex,
}
BOUNDS: Final[Mapping[str, tuple[float, float, str]]] = {
    "months_since_exit": (-36, 600, "months, negative before the exit"),
    "vulnerability": (0, 1, "share"),
    "work_prospect": (0, 1, "share"),
    "minors": (0, 15, "children"),
    "homeless_months": (0, 600, "months"),
}
NO_EXCLUSION: Final = "vulnerability_max"  # a safeguard: vulnerability is never a reason to exclude
KEYS: Final = (
    *SETS,
    *(f"{bound}_{end}" for bound in BOUNDS for end in ("min", "max") if f"{bound}_{end}" != NO_EXCLUSION),
)
ORIGIN: Final = ("origin", "nationality", "country", "citizenship", "region_of_origin", "origine", "ethnicity")
NEVER_SERVED: Final = frozenset({Housing.EXPECTED, Housing.DEPARTED})
ANY: Final = -1


@dataclass(frozen=True)
class Eligibility:
    """The filter as the programme's columns: a bit mask per set (-1 = any), and a low and a high end per bound."""

    mask: tuple[int, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]

    def canonical(self) -> dict[str, object]:
        """Return the conditions given, as a user would write them, ready for JSON and for `read_eligibility`."""
        told: dict[str, object] = {
            key: [code.name.lower() for code in codes if bits >> code & 1]
            for (key, codes), bits in zip(SETS.items(), self.mask, strict=True)
            if bits != ANY
        }
        for bound, low, high in zip(BOUNDS, self.low, self.high, strict=True):
            told |= {f"{bound}_min": low} if low != -math.inf else {}
            told |= {f"{bound}_max": high} if high != math.inf else {}
        return told

    def impossible(self) -> str:
        """Return why nobody can ever be eligible, or an empty text."""
        for key, bits in zip(SETS, self.mask, strict=True):
            if bits == 0:
                return f"its eligibility allows no {key}"
        alive = sum(1 << state for state in Housing if state not in NEVER_SERVED)
        if self.mask[list(SETS).index("housing")] & alive == 0:
            return "its eligibility allows only people who have not arrived or have left"
        for bound, low, high in zip(BOUNDS, self.low, self.high, strict=True):
            if low > high:
                return f"its eligibility asks for {bound} of at least {low:g} and at most {high:g}"
        return ""


EVERYBODY: Final = Eligibility((ANY,) * len(SETS), (-math.inf,) * len(BOUNDS), (math.inf,) * len(BOUNDS))


def read_eligibility(given: object, where: Where, thing: str) -> tuple[Eligibility, list[str]]:
    """Read an eligibility table; returns the filter and the complaints, each with its place in the file."""
    if not isinstance(given, Mapping):
        return EVERYBODY, [f"{where()}: {thing}: eligibility = {shown(given)}, expected a table such as {{ … }}."]
    mask, low, high = list(EVERYBODY.mask), list(EVERYBODY.low), list(EVERYBODY.high)
    complaints: list[str] = []
    for key, value in given.items():
        name, _, end = key.rpartition("_")
        wrong = ""
        if key in SETS:
            mask[list(SETS).index(key)], wrong = _bits(SETS[key], value)
        elif key == NO_EXCLUSION:
            complaints.append(
                f'{where(key)}: {thing}: eligibility "{key}" is not available, on purpose: '
                f"vulnerability is never a reason to exclude."
            )
        elif name in BOUNDS and end in ("min", "max"):
            least, most, unit = BOUNDS[name]
            if not is_number(value) or not least <= value <= most:
                wrong = f"expected {least:g} to {most:g} ({unit})."
            else:
                (low if end == "min" else high)[list(BOUNDS).index(name)] = float(value)
        elif key.lower() in ORIGIN:
            complaints.append(
                f'{where(key)}: {thing}: eligibility "{key}" is not available, on purpose: nobody is chosen by origin. '
                f"Origin enters the model only through how landlords and employers respond."
            )
        else:
            complaints.append(
                f"{where(key)}: {thing}: unknown eligibility {shown(key)}.{nearest(key, KEYS)} "
                f"Available: {', '.join(KEYS)}."
            )
        if wrong:
            complaints.append(f"{where(key)}: {thing}: eligibility {key} = {shown(value)}, {wrong}")
    return Eligibility(tuple(mask), tuple(low), tuple(high)), complaints


def _bits(codes: type[IntEnum], value: object) -> tuple[int, str]:
    """Return one bit per named value, and what is wrong with the names."""
    names = [code.name.lower() for code in codes]
    bits = 0
    for name in value if isinstance(value, list | tuple) else [value]:
        if not isinstance(name, str) or name not in names:
            guess = nearest(name, names) if isinstance(name, str) else ""
            return ANY, f"expected one or several of {', '.join(names)}.{guess}"
        bits |= 1 << names.index(name)
    return bits, ""
