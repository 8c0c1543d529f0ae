"""Study files."""

import json
from pathlib import Path

from hypothesis import strategies as st

from approdo.experiments.study_file import load_study
from approdo.model.errors import BadInput

from .damage import damaged, refused, toml, trees

SAMPLE = """format = 1

[study]
name = "Doses"
territories = ["padova"]
months = 14
runs = 2
seed = 7
packages = ["ali"]
design = "sobol"
points = 8

[[vary]]
path = "packages.ali.accompaniment.tutors"
range = { low = 0.5, high = 4, step = 0.5 }

[[vary]]
path = "packages.ali.guarantee_fund.months_covered"
values = [3, 6]

[[uncertain]]
path = "parameters.landlords.prejudice_mean"
distribution = { uniform = [0.2, 1.4] }
"""
WORDS = (
    "grid", "lhs", "sobol", "list", "prior", "truncnorm", "triangular", "points = 100000000", "runs = 100000",
    "replicates", "packages.ali.accompaniment.caseload", "parameters.work.find_job", 'design = "grid"',
    "[[vary]]", "[goal]",
)  # fmt: skip
NAMES = (
    "name",
    "territories",
    "months",
    "runs",
    "seed",
    "packages",
    "design",
    "points",
    "path",
    "values",
    "range",
    "low",
)
TREES = trees(NAMES, ["padova", "ali", "grid", "packages.ali.accompaniment.tutors"])
CASES = damaged(SAMPLE, WORDS) | st.builds(
    lambda study, vary, uncertain: (
        f"format = 1\nstudy = {toml(study)}\nvary = {toml(vary)}\nuncertain = {toml(uncertain)}\n"
    ).encode("utf-8", "replace"),
    TREES,
    TREES,
    TREES,
)


def attempt(folder: Path, case: bytes) -> None:
    """Read a study; what is accepted can be listed."""
    path = folder / "any.toml"
    path.write_bytes(case)
    try:
        study = load_study(path)
        points = study.design_points()
    except BadInput as error:
        refused(error, str(path))
        return
    assert points
    json.dumps(study.canonical(), allow_nan=False)
    assert study.size >= len(points)
