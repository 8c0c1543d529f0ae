"""How complaints about a value are worded: the same form for every file and every field."""

import difflib
import json
import math
from collections.abc import Callable, Iterable
from numbers import Integral, Real
from typing import TypeGuard

# Where a key stands in the user's file: where("tutors") -> 'my.toml:14'; where() is the lever itself.
Where = Callable[..., str]

LONGEST = 60  # characters of a foreign value that are repeated in a message


def shown(value: object) -> str:
    """Return `value` as the user wrote it in TOML, cut to a readable length."""
    if isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, Integral | Real):
        text = _number(value)
    elif isinstance(value, str):
        text = json.dumps(value[: LONGEST + 1], ensure_ascii=not value.isprintable())
    elif isinstance(value, list | tuple):
        text = f"[{', '.join(shown(part) for part in value[:8])}{', …' if len(value) > 8 else ''}]"
    elif isinstance(value, dict):
        text = "{…}" if value else "{}"
    else:
        text = str(value)
    return text if len(text) <= LONGEST + 2 else text[:LONGEST] + "…"


def _number(value: Integral | Real) -> str:
    # Python refuses to print whole numbers of more than 4,300 digits.
    if isinstance(value, Integral):
        return str(value) if abs(int(value)) < 10**LONGEST else "a number of more than 60 digits"
    return repr(float(value))


def nearest(name: str, names: Iterable[str]) -> str:
    """Return ``' Did you mean "x"?'`` for the name most like `name`, or an empty text."""
    close = difflib.get_close_matches(name[:LONGEST], list(names), n=1, cutoff=0.6)
    return f' Did you mean "{close[0]}"?' if close else ""


def is_whole(value: object) -> TypeGuard[int]:
    """Tell whether `value` is a whole number; true and false are not."""
    return isinstance(value, Integral) and not isinstance(value, bool)


def is_number(value: object) -> TypeGuard[float]:
    """Tell whether `value` is a finite number; true, false, nan and infinity are not."""
    if isinstance(value, bool) or not isinstance(value, Real):
        return False
    try:
        return math.isfinite(float(value))
    except OverflowError:
        return False
