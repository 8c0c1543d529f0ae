"""What a command or the Python interface is asked: places, packages, months, runs, seed, start, parameters."""

from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from approdo.experiments.request import read_request
from approdo.model.errors import BadInput

from .damage import NUMBERS, SCRAPS, refused

ODD = NUMBERS | st.text(max_size=8) | st.sampled_from(SCRAPS) | st.none() | st.booleans()
PLACES = st.sampled_from(["padova", "Padova", "berlin", "nowhere", "", "../padova", "/dev/null", "padova.toml"])
PACKAGES = st.sampled_from(["ali", "none", "integras", "ali/tutoring", "ali/", "/", "..", "/dev/null"])
CASES = st.fixed_dictionaries(
    {
        "territories": PLACES | st.lists(PLACES, max_size=3) | ODD,
        "packages": PACKAGES | st.lists(PACKAGES, max_size=3) | ODD,
    },
    optional={
        "baseline": PACKAGES | ODD,
        "months": st.integers(1, 120) | ODD,
        "runs": st.integers(1, 99) | ODD,
        "seed": st.integers(0, 2**53) | ODD,
        "start": st.sampled_from(["2018-10", "2018-1", "0000-01", "99999-12"]) | ODD,
        "parameters": st.sampled_from(["fixed", "prior"]) | ODD,
    },
)


def attempt(folder: Path, case: dict[str, Any]) -> None:
    """Read a request; what is accepted is what was asked."""
    asked = dict(case)
    try:
        request = read_request("compare", asked.pop("territories"), asked.pop("packages"), **asked)
    except BadInput as error:
        refused(error)
        return
    for name in ("months", "runs", "seed"):
        if name in asked:
            assert getattr(request, name) == asked[name]
            assert type(asked[name]) is int
    assert request.scenarios
    assert len(set(request.seeds)) == request.runs or request.runs > 10_000
