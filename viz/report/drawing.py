"""The figures of a report as bytes: the same figure is the same bytes."""

import io
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from .pieces import Picture

DPI: Final = 170


def svg(picture: "Picture", language: str) -> bytes:
    """Return a figure for a page that scales."""
    import matplotlib as mpl

    # Names of clip paths follow from their content, not from chance.
    with mpl.rc_context({"svg.hashsalt": picture.id}):
        return _saved(picture, language, "svg", {"Date": None})


def png(picture: "Picture", language: str) -> bytes:
    """Return a figure for a page of fixed size."""
    return _saved(picture, language, "png", {"Software": None})


def _saved(picture: "Picture", language: str, kind: str, metadata: dict[str, None]) -> bytes:
    buffer = io.BytesIO()
    picture.draw(language).savefig(buffer, format=kind, dpi=DPI, metadata=metadata)
    return buffer.getvalue()
