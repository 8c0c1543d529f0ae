"""The only randomness of the model: a pure function of who, what, when and which option.

``draw(seed, process, month, a, b)`` gives 64 bits. It never depends on how many draws came before, so two worlds with
one seed differ only where the policy differs. The mixing steps are those of SplitMix64 (Steele, Lea, Flood 2014).
Wrap-around is intended; interpreted, it is written as a mask on whole numbers, so that no overflow warning appears.
"""

from collections.abc import Callable

import numpy as np

from .kernel import INTERPRETED, entrance, kernel

# One number per kind of chance event. Never renumbered: a number is part of every stored result.
COHORT_SIZE = 1
TRAIT = 2
START_STATE = 3
LANDLORD = 4
DWELLING = 5
EMPLOYER = 6
ABANDON = 10
REVOKE = 11
TAKE_UP = 12
PRIORITY = 13
REFERRAL = 14
SAI_TRANSFER = 15
PLACEMENT = 16
PERMIT = 20
REGISTRATION = 21
CHILD_PLACE = 22
REUNIFICATION = 23
SEPARATION = 30
OPENING = 31
JOB_HEARD = 32
JOB_CHOICE = 33
EMPLOYER_CHOICE = 34
EMPLOYER_RIVAL = 35
CONTRACT = 36
KEPT_ON = 37
TRANSFER = 38
HARVEST = 39
PAYMENT = 40
LOSS = 41
LEASE_END = 42
BREAK_UP = 43
TURN = 50
OWNER_CHOICE = 51
OFFER_KNOWN = 52
SEEK = 53
HOME_CHOICE = 54
REPLY = 55
LANDLORD_CHOICE = 56
RIVAL = 57
AGENCY = 58
WORKS = 59
BED = 61
LEASE_KIND = 62
ERP = 63
TRUST = 64
MEMBER = 65
NO_HOME_ORDER = 70
HOST = 71
HOST_STAY = 72
SHELTER = 73
INFORMAL = 74
INSTITUTION = 75
HOST_END = 76
TIES = 80
FADE = 81
DEPARTURE = 90
MOVE = 91
OFFER_BUCKET = 92
RUN = 100

_number: Callable[[int], int] = int if INTERPRETED else np.uint64  # type: ignore[assignment]  # wide either way
MASK = _number(0xFFFF_FFFF_FFFF_FFFF)
GOLDEN = _number(0x9E37_79B9_7F4A_7C15)
FIRST = _number(0xBF58_476D_1CE4_E5B9)
SECOND = _number(0x94D0_49BB_1331_11EB)
ODD_A = _number(0xD6E8_FEB8_6659_FD93)
ODD_B = _number(0xA076_1D64_78BD_642F)
S27, S30, S31, S11 = _number(27), _number(30), _number(31), _number(11)

if INTERPRETED:

    def bits(value: int) -> int:
        """Return `value` as 64 unsigned bits."""
        return int(value) & MASK
else:

    @kernel
    def bits(value: int) -> int:
        """Return `value` as 64 unsigned bits."""
        return np.uint64(value)  # type: ignore[return-value]


@entrance
def mix(z: int) -> int:
    """Scramble 64 bits (SplitMix64's finaliser)."""
    z = ((z ^ (z >> S30)) * FIRST) & MASK
    z = ((z ^ (z >> S27)) * SECOND) & MASK
    return z ^ (z >> S31)


@entrance
def stream(seed: int, process: int, month: int) -> int:
    """Return the 64-bit key shared by all draws of one process in one month; see `pick`."""
    z = mix((bits(seed) + GOLDEN) & MASK)
    z = mix((z ^ ((bits(process) * ODD_A) & MASK)) + GOLDEN & MASK)
    return mix((z ^ ((bits(month) * ODD_B) & MASK)) + GOLDEN & MASK)


@entrance
def chooser(key: int, a: int) -> int:
    """Return the key of who decides in a stream, from which `option` takes the draws; see `pick`."""
    return mix((key ^ ((bits(a) * ODD_A) & MASK)) + GOLDEN & MASK)


@entrance
def option(key: int, b: int) -> int:
    """Return 64 bits for an option or attempt of a `chooser`."""
    return mix((key ^ ((bits(b) * ODD_B) & MASK)) + GOLDEN & MASK)


@entrance
def pick(key: int, a: int, b: int) -> int:
    """Return 64 bits for `a` (who decides) and `b` (the option or the attempt) in a stream."""
    return option(chooser(key, a), b)


@entrance
def draw(seed: int, process: int, month: int, a: int, b: int) -> int:
    """Return 64 uniform bits, a pure function of the five numbers."""
    return pick(stream(seed, process, month), a, b)


@entrance
def whole(z: int) -> int:
    """Return the upper 53 bits as a signed whole number, 0 to 2**53 - 1."""
    return np.int64(z >> S11)  # type: ignore[return-value]
