"""Files that a visitor uploads to the dashboard."""

import base64
from pathlib import Path

from hypothesis import strategies as st

from approdo.model.errors import BadInput
from approdo.viz.dashboard.limits import Limits
from approdo.viz.dashboard.pages.scenarios import read_upload

from . import package
from .damage import SCRAPS, damaged, refused

MOST = Limits().upload_bytes
FILES = st.sampled_from([*SCRAPS, "x.toml", "ali.toml", "a/b/../c.toml", "con", ".", "..", ""]) | st.text(max_size=20)
CONTENTS = damaged(package.SAMPLE).map(lambda content: base64.b64encode(content).decode()) | st.text(max_size=50)
CASES = st.tuples(FILES, CONTENTS)


def attempt(folder: Path, case: tuple[str, str]) -> None:
    """Read an upload; no message tells where on the server it was put."""
    name, content = case
    try:
        found = read_upload(name, content, MOST)
    except BadInput as error:
        refused(error, hiding="/tmp")
        return
    assert found.id
    assert all(letter.isalnum() or letter in "-_" for letter in found.id)
