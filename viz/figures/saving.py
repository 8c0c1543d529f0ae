"""Writes a figure to a file."""

import io
from pathlib import Path
from typing import TYPE_CHECKING, Final

from approdo.model.errors import BadInput

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FORMATS: Final = (".png", ".svg", ".pdf")
DPI: Final = 160


def check_format(path: Path | None) -> None:
    """Find out before the work whether the file name ends in something that can be written.

    Raises:
        BadInput: it does not.
    """
    if path is not None and path.suffix.lower() not in FORMATS:
        raise BadInput(f"--figure {path}: expected a name that ends in {', '.join(FORMATS)}.")


def save(ax: "Axes", path: Path) -> None:
    """Write the figure that the axes belong to.

    Raises:
        BadInput: unknown ending.
        Failure: the file cannot be written.
    """
    from approdo.viz.cli.documents import write_whole

    check_format(path)
    buffer = io.BytesIO()
    figure = ax.get_figure(root=True)
    assert figure is not None  # noqa: S101 - axes in hand have a figure
    # No date and no program version inside the file: the same figure is the same bytes.
    metadata = {".png": {"Software": None}, ".svg": {"Date": None}, ".pdf": {"CreationDate": None, "Producer": None}}
    ending = path.suffix.lower()
    figure.savefig(buffer, format=ending[1:], dpi=DPI, metadata=metadata[ending])
    write_whole(path, buffer.getvalue(), "--figure")
