"""What the browser said when the page was opened."""

from typing import Any

import solara.lab


def header(name: str) -> str:
    """Return a header of the page's connection; empty if there is none."""
    given: Any = solara.lab.headers
    return str(((given.value or {}).get(name) or [""])[0])
