"""Turns the text of a cell into a value, or says what is wrong with it and how to write it."""

import math
import re
from typing import Final, TypeAlias

from approdo.model.calendar import parse_month
from approdo.model.errors import BadInput
from approdo.model.levers.wording import nearest

from .problems import Problems
from .reading import MOST_CHARACTERS
from .schema import CODES, TABLES, Field

Value: TypeAlias = str | int | float | None

FORMULA: Final = ("=", "+", "@", "-")
NUMBER: Final = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
EXACT_DATE: Final = re.compile(r"[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}.*|[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2,4}.*")
DATES: Final = {"month": "Write the month alone: YYYY-MM, for example 2020-05."}
THOUSANDS: Final = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
ISTAT: Final = re.compile(r"[0-9]{3}")
MUNICIPALITY: Final = re.compile(r"[0-9]{6}")


def read_cell(text: str, field: Field, file: str, line: int, decimal_comma: bool, problems: Problems) -> Value:
    """Return the value of a cell (months as month numbers), None where it is empty or wrong."""
    if not text:
        if field.required:
            problems.add(file, line, "it is empty.", f"Expected {field.expected()}.", column=field.name)
        return None
    try:
        return _value(text, field, decimal_comma)
    except _Wrong as wrong:
        told = field.type == "month" or (field.type != "pid" and EXACT_DATE.fullmatch(text) is None)
        value = text if told else None  # an id or a date of birth is not repeated
        problems.add(file, line, wrong.said, wrong.remedy, column=field.name, value=value)
        return None


class _Wrong(Exception):
    def __init__(self, said: str, remedy: str) -> None:
        super().__init__(said)
        self.said, self.remedy = said, remedy


def _value(text: str, field: Field, decimal_comma: bool) -> Value:
    if len(text) > MOST_CHARACTERS or "\n" in text or "\r" in text:
        raise _Wrong("this looks like free text.", "Free text is never taken: it may name somebody. Empty the cell.")
    if text.startswith(FORMULA) and NUMBER.fullmatch(text) is None:
        raise _Wrong("this looks like a formula.", "Write the value itself, no formula.")
    if field.type == "pid":
        return text  # checked with all the others, see identifiers
    if EXACT_DATE.fullmatch(text):
        raise _Wrong("an exact date is never taken.", DATES.get(field.type, f"Write {field.expected()}."))
    if field.type == "code":
        if text in CODES[field.codes]:
            return text
        hint = nearest(text.lower(), CODES[field.codes])
        raise _Wrong("no code of this column.", f"Write one of: {field.expected()}.{hint}")
    if field.type == "month":
        return _month(text)
    if field.type in ("integer", "number"):
        return _number(text, field, decimal_comma)
    if field.type == "territory":
        if ISTAT.fullmatch(text):
            return text
        raise _Wrong("no ISTAT code of a province.", "Write three digits and keep the zeros: 037 for Bologna.")
    if field.type == "municipality":
        if MUNICIPALITY.fullmatch(text):
            return text
        raise _Wrong("no ISTAT code of a municipality.", "Write six digits and keep the zeros: 028060 for Padova.")
    return _group(text)


def _month(text: str) -> int:
    try:
        return parse_month(text)
    except BadInput:
        remedy = "Write YYYY-MM, for example 2020-05 (in a spreadsheet: format the column as text first)."
        raise _Wrong("no month between 1990-01 and 2100-12.", remedy) from None


def _number(text: str, field: Field, decimal_comma: bool) -> int | float:
    plain = text.replace(",", ".", 1) if decimal_comma else text
    if NUMBER.fullmatch(plain) is None:
        raise _Wrong("no number.", f"Write a {field.expected()}; no units, no thousands separators.")
    number = float(plain)
    # as it was written, or as it would be kept: what is accepted once must be accepted again
    if (field.high or 0.0) >= 1000 and any(map(THOUSANDS.fullmatch, (text, f"{number:.10g}"))):
        raise _Wrong("is this a decimal or a thousands separator?", "Write it without: 1200; decimals as 1200.5.")
    if field.type == "integer" and not number.is_integer():
        raise _Wrong("no whole number.", f"Write a {field.expected()}.")
    low = -math.inf if field.low is None else field.low
    high = math.inf if field.high is None else field.high
    if not low <= number <= high:
        percent = " A percentage is written as a share: 47 % is 0.47." if high == 1 and 1 < number <= 100 else ""
        raise _Wrong("outside the range.", f"Expected a {field.expected()}.{percent}")
    return int(number) if field.type == "integer" else number


def _group(text: str) -> str:
    column, found, code = text.partition("=")
    if text == "all":
        return text
    fields = {field.name: field for field in TABLES["person"].fields if field.codes and not field.opt_in}
    if found and column in fields and code in CODES[fields[column].codes]:
        return text
    raise _Wrong("no group.", f"Write all, or COLUMN=CODE with one of the columns {', '.join(fields)}: sex=female.")
