"""The ids of people: keyed hashes made by the data owner, whose key never comes here."""

import hashlib
import itertools
import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from .problems import Problems

REAL: Final = re.compile(r"[0-9a-f]{16,64}")
SYNTHETIC: Final = re.compile(r"synth-[0-9a-f]{16}")
FEWEST_DIGITS: Final = 5  # different ones in an id; 16 random digits have fewer once in two million ids
ALIKE: Final = 12  # first digits that no two ids share; by chance, one pair in 10**14 does
GUESSED: Final = 20_000  # a plain hash of a small number is no secret: these are tried
HOW: Final = (
    "Make ids with a secret key that stays with you: "
    'hmac.new(key, number.encode(), "sha256").hexdigest()[:32]; see docs/how-to/pilot-data.md.'
)


def check_ids(ids: Mapping[str, int], file: str, synthetic: bool, problems: Problems) -> None:
    """Check the ids of the table of people, with the line of each."""
    if synthetic:
        for pid, line in ids.items():
            if SYNTHETIC.fullmatch(pid) is None:
                problems.add(
                    file,
                    line,
                    "the package says that it is synthetic, this id does not.",
                    'Write "synthetic": false in datapackage.json if these are real people.',
                    column="pid",
                )
        return
    good = []
    for pid, line in ids.items():
        if pid.startswith("synth-"):
            remedy = 'A synthetic package says "synthetic": true in datapackage.json; real people never get such ids.'
            problems.add(file, line, "an id of a synthetic person.", remedy, column="pid")
        elif REAL.fullmatch(pid) is None:
            said = f"no keyed hash ({len(pid)} characters; expected 16 to 64 hexadecimal digits in lower case)."
            problems.add(file, line, said, HOW, column="pid")
        elif len(set(pid[:16])) < FEWEST_DIGITS:
            problems.add(file, line, "this id is a counter or a pattern, no keyed hash.", HOW, column="pid")
        else:
            good.append(pid)
    _check_together(good, ids, file, problems)


def _check_together(good: list[str], lines: Mapping[str, int], file: str, problems: Problems) -> None:
    ordered = sorted(good)
    for one, other in itertools.pairwise(ordered):
        if one[:ALIKE] == other[:ALIKE]:
            said = f"it begins like the id of line {lines[one]}: ids in sequence are no keyed hashes."
            problems.add(file, lines[other], said, HOW, column="pid")
    decimal = [pid for pid in good if pid.isdecimal()]
    if len(decimal) > max(1, len(good) // 10):
        said = f"{len(decimal)} of {len(good)} ids are made of decimal digits only: these are numbers, no keyed hashes."
        problems.add(file, lines[decimal[0]], said, HOW, column="pid")
    for pid in good:
        if pid[:16] not in _plain_hashes():
            continue
        said = "this is the plain hash of a small number: everybody can undo it."
        problems.add(file, lines[pid], said, HOW, column="pid")


@cache
def _plain_hashes() -> frozenset[str]:
    """Return how the unkeyed hashes of 0, 1, 2, ... begin."""
    begins = set()
    for number in range(GUESSED):
        text = str(number).encode()
        begins.add(hashlib.md5(text, usedforsecurity=False).hexdigest()[:16])
        begins.add(hashlib.sha1(text, usedforsecurity=False).hexdigest()[:16])
        begins.add(hashlib.sha256(text).hexdigest()[:16])
    return frozenset(begins)
