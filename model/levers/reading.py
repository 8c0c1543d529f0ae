"""Turns a table of a package file into a lever, or says everything that is wrong with it."""

import re
from collections.abc import Mapping

from approdo.model.calendar import parse_month
from approdo.model.errors import BadInput

from .base import ENDINGS, PRIORITIES, Field, Lever, Value
from .definition import LeverKind
from .eligibility import EVERYBODY, read_eligibility
from .wording import Where, is_number, is_whole, nearest, shown

ID = re.compile(r"[a-z][a-z0-9_-]{0,39}")
OFFSET = re.compile(r"\+([0-9]{1,3})")
LONGEST_OFFSET = 120  # months: no run is longer


def nowhere(*_keys: object) -> str:
    """Stand in for a place in a file, for levers made in Python."""
    return "lever"


def read_kind(table: Mapping[str, object], kinds: Mapping[str, LeverKind], where: Where) -> LeverKind:
    """Return the kind that the table names.

    Raises:
        BadInput: the kind is missing or unknown.
    """
    name = table.get("kind")
    if name is None:
        raise BadInput(f'{where()}: a lever without a kind, expected for example kind = "tutoring".')
    if not isinstance(name, str) or name not in kinds:
        guess = nearest(name, kinds) if isinstance(name, str) else ""
        raise BadInput(f"{where('kind')}: unknown lever {shown(name)}.{guess} All levers: approdo levers")
    return kinds[name]


def accepted(field: Field, given: object) -> Value | None:
    """Return `given` as the field's type, or None if it is of another type or out of bounds."""
    if field.type == "bool":
        return given if isinstance(given, bool) else None
    if field.type == "choice":
        return given if isinstance(given, str) and given in field.choices else None
    low, high = field.bounds()
    if field.type == "int":
        return int(given) if is_whole(given) and low <= given <= high else None
    return float(given) if is_number(given) and low <= given <= high else None


def derived_cost(kind: LeverKind, own: Mapping[str, Value | None]) -> float | None:
    """Return the unit cost (EUR, to the cent) that follows from a kind's own fields, if its kind has such a rule."""
    if kind.unit_cost is None:
        return None
    return round(kind.unit_cost({name: float(value) for name, value in own.items() if value is not None}), 2)


class Reader:
    """Reads the fields of one table, keeping every complaint until the end."""

    def __init__(self, table: Mapping[str, object], kind: LeverKind, where: Where) -> None:
        self.table, self.kind, self.where = table, kind, where
        self.complaints: list[str] = []
        given = table.get("id", kind.name)
        self.id = given if isinstance(given, str) and ID.fullmatch(given) else kind.name
        self.thing = f'lever "{self.id}"'
        if given is not self.id:
            self.complain("id", given, 'expected a small letter and up to 39 small letters, digits, "-" and "_"')

    def complain(self, name: str, value: object, expected: str, guess: str = "") -> None:
        """Note that a field has a wrong value."""
        self.complaints.append(f"{self.where(name)}: {self.thing}: {name} = {shown(value)}, {expected}.{guess}")

    def unknown(self) -> None:
        """Note every key that no field has."""
        names = (*self.kind.common, *self.kind.fields)
        for key in self.table:
            if key not in names:
                self.complaints.append(
                    f"{self.where(key)}: {self.thing}: unknown field {shown(key)}.{nearest(key, names)} "
                    f"All fields: {', '.join(names)}."
                )

    def value(self, field: Field) -> Value | None:
        """Return a field's value or its default; None if it has neither, or if the value is wrong."""
        if field.name not in self.table:
            if field.required:
                self.complaints.append(
                    f"{self.where()}: {self.thing}: {field.name} is missing, expected {field.expected()}."
                )
            return field.default
        given = self.table[field.name]
        value = accepted(field, given)
        if value is None:
            guess = nearest(given, field.choices) if isinstance(given, str) else ""
            self.complain(field.name, given, f"expected {field.expected()}", guess)
            return field.default
        return value

    def start(self) -> tuple[int, bool]:
        """Return the start as a month number, or as months after the scenario's start and True."""
        given = self.table.get("start", "+0")
        if isinstance(given, str) and (offset := OFFSET.fullmatch(given)) and int(offset[1]) <= LONGEST_OFFSET:
            return int(offset[1]), True
        try:
            if isinstance(given, str):
                return parse_month(given), False
        except BadInput:
            pass
        self.complain("start", given, f'expected a month such as "2026-03", or "+N" with N from 0 to {LONGEST_OFFSET}')
        return 0, True


def read_table(table: Mapping[str, object], kinds: Mapping[str, LeverKind], where: Where) -> Lever:
    """Read one lever; `where` gives the place of a key in the file.

    Raises:
        BadInput: one line for each thing that is wrong.
    """
    kind = read_kind(table, kinds, where)
    reader = Reader(table, kind, where)
    reader.unknown()
    own = {name: reader.value(field) for name, field in kind.fields.items()}
    common = {
        name: reader.value(field) for name, field in kind.common.items() if field.type in ("int", "float", "choice")
    }
    start, relative = reader.start()
    eligibility = EVERYBODY
    if "eligibility" in table:
        eligibility, wrong = read_eligibility(
            table["eligibility"], lambda *keys: where("eligibility", *keys), reader.thing
        )
        reader.complaints += wrong
    if reader.complaints:
        raise BadInput("\n".join(reader.complaints))
    cost = derived_cost(kind, own)
    if cost is not None and "unit_cost" not in table:
        common["unit_cost"] = cost
    return Lever(
        id=reader.id,
        kind=kind.name,
        start=start,
        relative=relative,
        months=_whole(common["months"]),
        ramp_months=_whole(common["ramp_months"]),
        take_up=_number(common["take_up"]),
        eligibility=eligibility,
        priority=PRIORITIES.index(str(common["priority"])),
        unit_cost=_number(common["unit_cost"]),
        start_cost=_number(common["start_cost"]),
        budget=None if common["budget"] is None else _number(common["budget"]),
        at_end=ENDINGS.index(str(common["at_end"])),
        fields=tuple((name, value) for name, value in own.items() if value is not None),
    )


def _whole(value: Value | None) -> int:
    assert isinstance(value, int)  # noqa: S101 - checked by Reader.value, told to mypy
    return value


def _number(value: Value | None) -> float:
    assert isinstance(value, float | int)  # noqa: S101 - checked by Reader.value, told to mypy
    return float(value)
