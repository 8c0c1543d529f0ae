"""Package files."""

import math
from collections.abc import Mapping
from pathlib import Path

from hypothesis import strategies as st

from approdo.experiments.package import load_package
from approdo.model.errors import BadInput
from approdo.model.levers import LEVERS
from approdo.viz.dashboard.package_file import package_text

from .damage import damaged, refused, toml, trees

SAMPLE = """format = 1

[package]
name = "Tutoring and guarantee"
starts = "2026-03"
about = "Two tutors and a fund."
price_year = 2024

[[lever]]
kind = "tutoring"
start = "+0"
months = 20
tutors = 2
caseload = 25
priority = "most_vulnerable"
eligibility = { months_since_exit_max = 12 }

[[lever]]
kind = "guarantee_fund"
start = "+3"
months = 20
ramp_months = 2
months_covered = 6
budget = 60000
take_up = 0.8
at_end = "stop"
"""
NAMES = sorted({"kind", "id", "name", "starts", *(name for kind in LEVERS.values() for name in kind.fields)})
TREES = trees(NAMES, sorted(LEVERS))
CASES = (
    damaged(SAMPLE, [*sorted(LEVERS), "eligibility = {}", "[package]", "[[lever]]", "format = 1"])
    | st.binary(max_size=300)
    | st.builds(
        lambda package, levers: f"format = 1\npackage = {toml(package)}\nlever = {toml(levers)}\n".encode(
            "utf-8", "replace"
        ),
        TREES,
        TREES | st.lists(st.dictionaries(st.sampled_from(NAMES), TREES, max_size=6), max_size=3),
    )
)


def check_finite(value: object) -> None:
    """Fail if there is a number that is none."""
    if isinstance(value, float):
        assert math.isfinite(value)
    elif isinstance(value, Mapping):
        for part in value.values():
            check_finite(part)


def attempt(folder: Path, case: bytes) -> None:
    """Read a package; what is read means the same when it is written and read again."""
    path = folder / "any.toml"
    path.write_bytes(case)
    try:
        package = load_package(path)
    except BadInput as error:
        refused(error, str(path))
        return
    for lever in package.levers:
        check_finite(dict(lever.fields))
    path.write_text(package_text(package), encoding="utf-8")
    assert load_package(path) == package
