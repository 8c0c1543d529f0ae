"""Stores whose file was damaged."""

import tempfile
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from approdo.experiments.request import read_request
from approdo.experiments.runner import complete, run_keys
from approdo.experiments.store import Store
from approdo.model import engine
from approdo.model.errors import BadInput, Failure
from tests.experiments import fake_engine
from tests.experiments.content import stored

from .damage import refused

SEEDS = [1, 2]
PLACES = st.integers(0, 2**20)
CASES = st.tuples(
    st.lists(st.tuples(PLACES, st.binary(min_size=1, max_size=8)), max_size=6),  # written over
    st.none() | st.tuples(PLACES, st.integers(0, 5000)),  # cut out
    st.booleans(),  # at the head of the file
)


@cache
def _good() -> tuple[bytes, tuple[object, ...], list[str]]:
    """Return a store's bytes, what it holds, and its keys."""
    engine.run_together = fake_engine.run_together
    asked = read_request("compare", "padova", "ali", months=14, runs=1, seed=1).all_scenarios
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "good.db"
        with Store(str(path)) as store:
            complete(store, asked, SEEDS, workers=1)
            held = stored(store, asked, SEEDS)
        keys = [key for scenario in asked for key in run_keys(scenario, SEEDS)]
        return path.read_bytes(), tuple(held), keys


def attempt(folder: Path, case: tuple[list[tuple[int, bytes]], tuple[int, int] | None, bool]) -> None:
    """Read a damaged store: what comes back is what was stored, bit for bit."""
    from approdo.experiments.records import ARRAYS

    good, held, keys = _good()
    content = bytearray(good)
    over, cut, head = case
    for at, what in over:
        place = at % (200 if head else len(content))
        content[place : place + len(what)] = what
    if cut is not None:
        del content[cut[0] % len(content) : cut[0] % len(content) + cut[1]]
    for old in folder.glob("bad.db*"):
        old.unlink()
    path = folder / "bad.db"
    path.write_bytes(content)
    expected = {str(row[0]): row[1:] for row in held if isinstance(row, tuple)}
    try:
        with Store(str(path)) as store:
            for key in keys:
                for found, record in store.load([key]).items():
                    assert tuple(getattr(record, name).tobytes() for name in ARRAYS) == expected[found]
    except (BadInput, Failure) as error:
        refused(error, "bad.db")
