"""Months as whole numbers: ``year * 12 + month - 1``, so that differences are durations."""

import re

from .errors import BadInput

BURN_IN = 36  # months of baseline life before the first recorded month
MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


def parse_month(text: str) -> int:
    """Turn ``"2018-10"`` into a month number.

    Raises:
        BadInput: the text is not ``YYYY-MM`` with a year from 1990 to 2100.
    """
    found = MONTH.fullmatch(text.strip())
    if found is None or not 1990 <= int(found[1]) <= 2100:
        raise BadInput(f'month "{text}": expected YYYY-MM between 1990-01 and 2100-12, for example 2026-01.')
    return int(found[1]) * 12 + int(found[2]) - 1


def month_text(month: int) -> str:
    """Turn a month number into ``"2018-10"``."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"
