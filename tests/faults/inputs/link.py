"""The state in an address of the dashboard."""

import base64
import json
import zlib
from pathlib import Path

from hypothesis import strategies as st

from approdo.model.errors import BadInput
from approdo.viz.dashboard.bench import first_bench, from_link, to_link, to_table
from approdo.viz.dashboard.limits import Limits

from .damage import SCRAPS, damaged, refused, trees

LONGEST = Limits().link_bytes
TABLE = to_table(first_bench())
OWN = {
    **TABLE,
    "packages": [
        {"id": "own", "format": 1, "package": {"name": "Own"}, "lever": [{"kind": "tutoring", "tutors": 2}]},
        {"id": "ali"},
    ],
}


def packed(content: bytes) -> str:
    """Return content as letters for an address."""
    return base64.urlsafe_b64encode(zlib.compress(content)).decode().rstrip("=")


def _changed(key: str, value: object) -> str:
    return packed(json.dumps({**OWN, key: value}, default=str).encode())


CASES = (
    damaged(json.dumps(OWN)).map(packed)
    | damaged(to_link(first_bench())).map(lambda content: content.decode("latin-1"))
    | st.builds(_changed, st.sampled_from(sorted(OWN)), trees(["id", "format", "package", "lever", "name", "kind"]))
    | st.binary(max_size=200).map(lambda content: base64.urlsafe_b64encode(content).decode())
    | st.sampled_from(SCRAPS)
    | st.text(max_size=80)
    | st.integers(1, 60).map(lambda size: packed(b"[" + b" " * size * 1_000_000))
)


def attempt(folder: Path, case: str) -> None:
    """Read a link; what is read gives a link to the same."""
    try:
        bench = from_link(case, LONGEST)
    except BadInput as error:
        refused(error)
        return
    assert from_link(to_link(bench), 10 * LONGEST) == bench
    assert bench.scenario(bench.package).package.id == bench.package.id
