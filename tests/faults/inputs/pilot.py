"""Pilot data: folders of tables about people."""

from pathlib import Path

from hypothesis import strategies as st

from approdo.calibration.pilot.validate import check_pilot
from approdo.model.errors import BadInput
from tests.calibration.pilot.builders import people, write

from .damage import damaged

MARKER = "Amina Rossi, via Roma 7, Padova"  # longer than what a message repeats
NAMED = "surname,"


@st.composite
def folders(draw: st.DrawFn) -> dict[str, bytes]:
    """Return the files of a pilot, one to three of them damaged."""
    files = {name: content if isinstance(content, bytes) else content.encode() for name, content in people().items()}
    names = draw(st.lists(st.sampled_from(sorted(files)), min_size=1, max_size=3, unique=True))
    for name in names:
        files[name] = draw(damaged(files[name].decode(), [MARKER, f'"{MARKER}"']))
    if draw(st.booleans()):
        table = draw(st.sampled_from([name for name in sorted(files) if name.endswith(".csv")]))
        first, _, rest = files[table].partition(b"\n")
        rows = [MARKER.encode() + b"," + row if row else row for row in rest.replace(b"\r", b"").split(b"\n")]
        files[table] = b"\n".join([NAMED.encode() + first, *rows])
    return files


CASES = folders()


def attempt(folder: Path, case: dict[str, bytes]) -> None:
    """Check a folder; no message tells what stands in a cell."""
    place = folder / "pilot"
    place.mkdir(exist_ok=True)
    for old in place.iterdir():
        old.unlink()
    for name, content in case.items():
        (place / name).write_bytes(content)
    try:
        checked = check_pilot(place)
    except BadInput as error:
        told = str(error)
    else:
        told = "\n".join(map(str, [*checked.problems.found, *checked.problems.notes]))
        assert (checked.pilot is None) == bool(checked.problems.found)
    assert "Amina" not in told
    assert MARKER[:12] not in told


__all__ = ["CASES", "attempt", "write"]
