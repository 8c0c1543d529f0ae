"""A lever as the user dosed it, the description of its fields, and the row of numbers it becomes."""

import math
from dataclasses import dataclass, field

from .eligibility import EVERYBODY, Eligibility

Value = int | float | bool | str

PRIORITIES = ("most_vulnerable", "most_ready", "first_come", "lottery")  # the position is the number of the programme
ENDINGS = ("stop", "finish_begun", "taper")  # the same
WORDED = {"month": "a month or +N", "table": "conditions", "text": "a name"}  # types whose values have no bounds


@dataclass(frozen=True)
class Field:
    """One thing a user may set: its type, unit, bounds and default, where the default comes from, and its texts.

    `type` is int, float, bool, choice, text, month or table. `low` and `high` are what is accepted; `range` is what
    the source makes plausible. Without a default the field must be given; an optional field may have none.
    """

    name: str
    type: str
    unit: str
    low: float | None
    high: float | None
    default: Value | None
    required: bool
    choices: tuple[str, ...]
    range: tuple[float, float] | None
    status: str
    source: str
    evidence: tuple[str, ...]
    label_en: str
    label_it: str
    help_en: str
    help_it: str

    def expected(self) -> str:
        """Return what is accepted, in words: ``1 to 120 (whole months)``."""
        if self.type == "bool":
            return "true or false"
        if self.type == "choice":
            return ", ".join(f'"{choice}"' for choice in self.choices)
        if self.type in WORDED:
            return WORDED[self.type]
        low, high = self.bounds()
        whole = "whole " if self.type == "int" else ""
        return f"{low:.15g} to {high:.15g} ({whole}{self.unit})"

    def bounds(self) -> tuple[float, float]:
        """Return the least and the greatest accepted number; without an end, infinity."""
        return -math.inf if self.low is None else self.low, math.inf if self.high is None else self.high


@dataclass(frozen=True)
class Lever:
    """One action of a package: validated, immutable, every default filled in. Money in EUR, time in months."""

    id: str
    kind: str
    start: int  # a month number, or months after the scenario's start if `relative`
    relative: bool
    months: int
    ramp_months: int
    take_up: float
    eligibility: Eligibility
    priority: int  # position in PRIORITIES
    unit_cost: float
    start_cost: float
    budget: float | None
    at_end: int  # position in ENDINGS
    fields: tuple[tuple[str, Value], ...]  # the kind's own, in the order of its definition

    def __getitem__(self, name: str) -> Value:
        """Return the value of one of the kind's own fields; KeyError if it has none of that name."""
        for own, value in self.fields:
            if own == name:
                return value
        raise KeyError(name)

    def whole(self, name: str) -> int:
        """Return an own field as a whole number."""
        return int(self[name])

    def number(self, name: str) -> float:
        """Return an own field as a number."""
        return float(self[name])

    def first(self, start: int) -> int:
        """Return the month number in which the action starts, for a scenario that starts in month `start`."""
        return start + self.start if self.relative else self.start

    def canonical(self) -> dict[str, object]:
        """Return every resolved number, ready for JSON; equal for two files that mean the same."""
        return {
            "id": self.id,
            "kind": self.kind,
            "start": f"+{self.start}" if self.relative else self.start,
            "months": self.months,
            "ramp_months": self.ramp_months,
            "take_up": self.take_up,
            "eligibility": self.eligibility.canonical(),
            "priority": PRIORITIES[self.priority],
            "unit_cost": self.unit_cost,
            "start_cost": self.start_cost,
            "budget": self.budget,
            "at_end": ENDINGS[self.at_end],
            "fields": dict(self.fields),
        }


@dataclass
class Row:
    """One action's numbers as its kind fills them in, in the units of the programme (cents, whole months, shares)."""

    planned: int = 0  # people, dwellings or beds at full dose
    new_per_month: int | None = None  # None: as many as there are places
    months: int = 0
    subsidy_cents: int = 0
    subsidy_share: float = 0.0
    advance_cents: int = 0
    advance_repaid: float = 0.0
    guarantee_months: int = 0
    guarantee_damage: int = 0
    guarantee_excess: int = 0
    discount: float = 0.0
    rent_share: float = 0.0
    works_months: int = 0
    caseload: float = 0.0
    pre_exit: int = 0
    hours: float = 0.0
    allowance: int = 0
    kept_on: float = 0.0
    payment: int = 0
    winter_only: int = 0
    mode: int = 0
    own_work: float = 0.0  # share of the entry cost that residents save by their own work
    whole: bool = False  # delivered as planned: what serves nobody in person knows no friction of its own
    delivery_gain: float = 0.0  # part of `programme.soft_delivery` that full strength (100 %) gains
    referral_gain: float = 0.0  # part of `programme.soft_referral`
    low: tuple[float, ...] = field(default=EVERYBODY.low)
    high: tuple[float, ...] = field(default=EVERYBODY.high)
    mask: tuple[int, ...] = field(default=EVERYBODY.mask)


def cents(euros: float) -> int:
    """Return EUR as whole cents, halves up."""
    return math.floor(euros * 100 + 0.5)


def people(count: float) -> int:
    """Return a dose as a whole number of people, halves up."""
    return math.floor(count + 0.5)
