"""The draws: written-down values, the statistics of a good hash, and the same bits compiled and interpreted."""

import ast
import inspect
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from approdo.model import arithmetic, draws
from approdo.model.kernel import INTERPRETED, kernel

ROOT = Path(__file__).parents[2]

# A number is part of every stored result: never renumber, never reuse; a new kind of event gets a new number.
NUMBERS = {
    "COHORT_SIZE": 1,
    "TRAIT": 2,
    "START_STATE": 3,
    "LANDLORD": 4,
    "DWELLING": 5,
    "EMPLOYER": 6,
    "ABANDON": 10,
    "REVOKE": 11,
    "TAKE_UP": 12,
    "PRIORITY": 13,
    "REFERRAL": 14,
    "SAI_TRANSFER": 15,
    "PLACEMENT": 16,
    "PERMIT": 20,
    "REGISTRATION": 21,
    "CHILD_PLACE": 22,
    "REUNIFICATION": 23,
    "SEPARATION": 30,
    "OPENING": 31,
    "JOB_HEARD": 32,
    "JOB_CHOICE": 33,
    "EMPLOYER_CHOICE": 34,
    "EMPLOYER_RIVAL": 35,
    "CONTRACT": 36,
    "KEPT_ON": 37,
    "TRANSFER": 38,
    "HARVEST": 39,
    "PAYMENT": 40,
    "LOSS": 41,
    "LEASE_END": 42,
    "BREAK_UP": 43,
    "TURN": 50,
    "OWNER_CHOICE": 51,
    "OFFER_KNOWN": 52,
    "SEEK": 53,
    "HOME_CHOICE": 54,
    "REPLY": 55,
    "LANDLORD_CHOICE": 56,
    "RIVAL": 57,
    "AGENCY": 58,
    "WORKS": 59,
    "BED": 61,
    "LEASE_KIND": 62,
    "ERP": 63,
    "TRUST": 64,
    "MEMBER": 65,
    "LEASE": 66,
    "NO_HOME_ORDER": 70,
    "HOST": 71,
    "HOST_STAY": 72,
    "SHELTER": 73,
    "INFORMAL": 74,
    "INSTITUTION": 75,
    "HOST_END": 76,
    "TIES": 80,
    "FADE": 81,
    "DEPARTURE": 90,
    "MOVE": 91,
    "OFFER_BUCKET": 92,
    "RUN": 100,
}
NOT_EVENTS = {"MASK", "GOLDEN", "FIRST", "SECOND", "ODD_A", "ODD_B", "S27", "S30", "S31", "S11", "S32"}

BASE = (7, 30, 5, 28 << 40, 3)  # seed, process, month, who, option
FIELDS = ("seed", "process", "month", "a", "b")
EXTREMES = (0, 1, -1, 2**31, -(2**31), 2**53, 2**62, 2**63 - 1, -(2**63))


@kernel
def fill_draws(keys, out):
    """Write one draw for each row of five numbers."""
    for n in range(keys.shape[0]):
        out[n] = draws.draw(keys[n, 0], keys[n, 1], keys[n, 2], keys[n, 3], keys[n, 4])


@kernel
def fill_decisions(words, numbers, chosen, floats, cents):
    """Write what the arithmetic makes of words and numbers."""
    for n in range(words.size):
        z = words[n]
        chosen[n] = 1 if arithmetic.chance(z, arithmetic.logistic(numbers[n])) else 0
        floats[n, 0] = arithmetic.uniform(z)
        floats[n, 1] = arithmetic.gumbel(z)
        floats[n, 2] = arithmetic.exp(numbers[n])
        floats[n, 3] = arithmetic.log(arithmetic.exp(numbers[n] * 0.5))
        floats[n, 4] = arithmetic.logistic(numbers[n])
        cents[n] = arithmetic.cents(numbers[n] * 1000.0)


def draw_all(keys):
    out = np.zeros(len(keys), np.uint64)
    fill_draws(np.array(keys, np.int64).reshape(-1, 5), out)
    return out


def grid(count, **changes):
    """Return `count` keys that differ from BASE in the fields named, by the numbers given."""
    keys = np.tile(np.array(BASE, np.int64), (count, 1))
    for name, values in changes.items():
        keys[:, FIELDS.index(name)] = values
    return keys


def uniforms(keys):
    return (draw_all(keys) >> np.uint64(11)) / 2.0**53


def fingerprints():
    """Return hashes of everything the draws and the arithmetic give on many inputs, extremes included."""
    import hashlib

    counted = np.arange(1500, dtype=np.int64)
    keys = [grid(1500, **{name: counted}) for name in FIELDS]
    keys += [grid(len(EXTREMES), **{name: EXTREMES}) for name in FIELDS]
    words = draw_all(np.concatenate(keys))
    numbers = np.concatenate((words.astype(np.int64) / 2.0**57, [0.0, 0.5, -0.5, 699.0, 701.0, -699.0, -701.0, 1e6]))
    words = np.concatenate((words, np.array([0, 1, 2**11, 2**53, 2**63, 5, 6, 2**64 - 2**13], np.uint64)))
    chosen, whole = np.zeros(words.size, np.int8), np.zeros(words.size, np.int64)
    floats = np.zeros((words.size, 5))
    fill_decisions(words, numbers, chosen, floats, whole)
    assert np.isfinite(floats).all()
    parts = {"draws": words, "chance": chosen, "floats": floats, "cents": whole}
    return {name: hashlib.sha256(part.tobytes()).hexdigest() for name, part in parts.items()}


def test_nobody_renumbers():
    named = {name: value for name, value in vars(draws).items() if name.isupper() and name not in NOT_EVENTS}
    named.pop("INTERPRETED")
    assert named == NUMBERS
    assert len(set(NUMBERS.values())) == len(NUMBERS), "two kinds of event share their luck"


def test_every_event_is_drawn_in_the_file_of_its_process():
    """A stream used by two files would give two decisions the same luck."""
    users: dict[str, set[str]] = {}
    for path in (ROOT / "model").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "draws":
                users.setdefault(node.attr, set()).add(path.name)
    assert set(users) <= set(NUMBERS)
    shared = {name: sorted(files) for name, files in users.items() if len(files) > 1}
    # one order of a month for every action, one answer of a person to an offer, whoever asks
    asked = ["services.py", "supply.py"]
    assert shared == {"PRIORITY": asked, "TAKE_UP": asked}, shared


def test_first_step_is_splitmix64():
    """The first output of SplitMix64 from seed 0, as published with the generator."""
    out = np.zeros(1, np.uint64)
    out[0] = draws.mix(draws.GOLDEN)
    assert int(out[0]) == 0xE220A8397B1DCDAF


@pytest.mark.promise("bits.streams")
def test_golden_values():
    assert [hex(value) for value in draw_all(grid(8, a=range(8))).tolist()] == GOLDEN_A
    assert [
        hex(value) for value in draw_all([(s, p, m, a, b) for s, p, m, a, b in GOLDEN_KEYS]).tolist()
    ] == GOLDEN_MIXED


def test_a_draw_depends_on_nothing_but_its_key():
    together = draw_all(grid(1000, a=range(1000)))
    backwards = draw_all(grid(1000, a=range(999, -1, -1)))
    assert (together == backwards[::-1]).all()
    assert draw_all(grid(1, a=500))[0] == together[500]


def test_keys_do_not_collide():
    keys = np.concatenate([grid(20_000, **{name: np.arange(20_000) + 1000}) for name in FIELDS])
    assert np.unique(draw_all(keys)).size == keys.shape[0]


@pytest.mark.parametrize("field", FIELDS)
def test_uniform_along_every_field(field):
    """Chi-square of 256 bins on the top and on the bottom byte, with bounds that chance crosses once in 10^6."""
    words = draw_all(grid(65_536, **{field: np.arange(65_536)}))
    for shift in (56, 28, 0):
        counts = np.bincount(((words >> np.uint64(shift)) & np.uint64(255)).astype(np.int64), minlength=256)
        chi = float(((counts - 256.0) ** 2).sum() / 256.0)
        assert 150.0 < chi < 375.0, (field, shift, chi)


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("lag", [1, 2, 12, 4096, 1 << 20, 1 << 40])
def test_neighbours_along_a_field_are_uncorrelated(field, lag):
    count = 40_000
    here = uniforms(grid(count, **{field: np.arange(count)}))
    there = uniforms(grid(count, **{field: np.arange(count) + lag}))
    assert abs(float(np.corrcoef(here, there)[0, 1])) < 5.0 / count**0.5


def test_exchanged_fields_are_uncorrelated():
    count = 40_000
    one, two = np.arange(count) + 10, np.arange(count)[::-1] + 90_000
    for first in FIELDS:
        for second in FIELDS:
            if first < second:
                x = uniforms(grid(count, **{first: one, second: two}))
                y = uniforms(grid(count, **{first: two, second: one}))
                assert abs(float(np.corrcoef(x, y)[0, 1])) < 5.0 / count**0.5, (first, second)


@pytest.mark.parametrize("field", FIELDS)
def test_one_bit_of_a_field_moves_half_the_bits(field):
    """Over all 64 bits of a field and 64 keys: 32 of 64 bits move, every output bit half of the time."""
    who = np.arange(64) * 7919
    moved = np.zeros((64, 64))
    for bit in range(64):
        keys = grid(64, a=who, b=who % 13)
        before = draw_all(keys)
        column = keys[:, FIELDS.index(field)]
        column ^= np.int64(-(2**63)) if bit == 63 else np.int64(1 << bit)
        changed = before ^ draw_all(keys)
        for out in range(64):
            moved[bit, out] = float(((changed >> np.uint64(out)) & np.uint64(1)).mean())
    assert abs(moved.mean() - 0.5) < 0.005
    assert (abs(moved.mean(axis=1) - 0.5) < 0.05).all(), "an input bit moves too little or too much"
    assert (abs(moved.mean(axis=0) - 0.5) < 0.05).all(), "an output bit moves too little or too much"


@pytest.mark.promise("bits.interpreted")
@pytest.mark.skipif(INTERPRETED, reason="compares with the compiled rules")
def test_compiled_and_interpreted_give_the_same_bits():
    """Both over the same inputs; interpreted, without a warning."""
    code = "import json; from tests.model.test_draws import fingerprints; print(json.dumps(fingerprints()))"
    told = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=ROOT,
        env={**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    assert told.stderr == ""
    assert json.loads(told.stdout) == fingerprints()


def test_constants_are_odd_and_full_width():
    for name in ("GOLDEN", "FIRST", "SECOND", "ODD_A", "ODD_B"):
        number = int(getattr(draws, name))
        assert number % 2 == 1
        assert 24 <= number.bit_count() <= 42
    assert "SplitMix64" in (inspect.getdoc(draws) or "")


GOLDEN_KEYS = [
    (0, 0, 0, 0, 0),
    (0, 1, 0, 0, 0),
    (1, 1, 0, 0, 0),
    (1, 1, -36, 0, 0),
    (1, 55, 12, 30786325577728, 17),
    (1, 55, 12, 17, 30786325577728),
    (2**63 - 1, 100, 119, 2**62, 2**62),
    (-(2**63), 100, -72, -1, -1),
]
GOLDEN_MIXED = [
    "0x78ae5a9a6b5fd45e",
    "0xe5217af1cab8a4c1",
    "0x3fbab77c7043591a",
    "0x1ca447ebf8fe61d2",
    "0xd1df75028ce7a94f",
    "0x902e42de76aa6ebf",
    "0xa2c61d9d962c0b58",
    "0xa94526f970887269",
]
GOLDEN_A = [
    "0xc16737618c6a468e",
    "0xee20148cb69f7fd9",
    "0x3a5064ca90640499",
    "0x4b0989fc5701f8ef",
    "0x3c356e45d8e0317a",
    "0xecee20c6c96e0a35",
    "0x943758e06b184e04",
    "0xb2f7bb42dccd7e71",
]
