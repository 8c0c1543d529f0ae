"""Sentences of other rooms, recognised by their English words: a text with ``{fields}`` is a pattern with them."""

import re
from functools import cache
from typing import NamedTuple

from approdo.viz.words import words

from .tongue import Tongue


class Found(NamedTuple):
    """A sentence that was recognised: the key of its words, and its fields."""

    key: str
    fields: dict[str, str]


def recognise(sentence: str, section: str) -> Found | None:
    """Return the first words of a section that the sentence fits, in the order of the English file."""
    for key, pattern in _patterns(section).items():
        match = pattern.fullmatch(sentence)
        if match:
            return Found(key, match.groupdict())
    return None


def again(sentence: str, section: str, say: Tongue) -> str:
    """Return the sentence in the reader's language; one that is not recognised stays as it is."""
    found = recognise(sentence, section)
    return say(found.key, **found.fields) if found else sentence


@cache
def _patterns(section: str) -> dict[str, re.Pattern[str]]:
    made = {}
    for key, text in words("en").items():
        if key.startswith(f"{section}."):
            parts = re.split(r"\{(\w+)\}", text)
            made[key] = re.compile("".join(f"(?P<{p}>.+)" if n % 2 else re.escape(p) for n, p in enumerate(parts)))
    return made
