"""Writes the list of every pinned package with its licence into docs/dependencies.md: python -m tools.licences."""

import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
PAGE: Final = ROOT / "docs" / "dependencies.md"
LOCKS: Final = {"requirements.lock": "to run", "requirements-dev.lock": "for tests and checks"}
PINNED: Final = re.compile(r"^([A-Za-z0-9_.-]+)==(\S+)")
BEGIN: Final = "<!-- written by tools/licences.py -->"
KNOWN: Final = {"axe-playwright-python": "MIT"}  # it says so in its repository only
ELSEWHERE: Final = "(not installed on Linux)"


def pinned(lock: str) -> dict[str, set[str]]:
    """Return the versions that a lock allows of each package."""
    found: dict[str, set[str]] = {}
    for line in (ROOT / lock).read_text(encoding="utf-8").splitlines():
        if match := PINNED.match(line):
            found.setdefault(match[1].lower(), set()).add(match[2])
    return found


def licence(name: str) -> str:
    """Return the licence of a package, as it says itself."""
    if name in KNOWN:
        return KNOWN[name]
    try:
        said = metadata(name).json
    except PackageNotFoundError:
        return ELSEWHERE
    if expression := said.get("license_expression"):
        return str(expression)
    classes = [text.split("::")[-1].strip() for text in said.get("classifier", []) if text.startswith("License")]
    named = [text for text in classes if text != "OSI Approved"]
    return "; ".join(named) or str(said.get("license") or "").strip().split("\n")[0][:60]


def section() -> str:
    """Return the section of the page."""
    lines = [BEGIN, "", "| package | licence | needed |", "|---|---|---|"]
    seen: set[str] = set()
    for lock, needed in LOCKS.items():
        for name in sorted(pinned(lock).keys() - seen):
            seen.add(name)
            lines.append(f"| {name} | {licence(name)} | {needed} |")
    return "\n".join([*lines, ""])


def main() -> None:
    """Write the section at the end of the page."""
    text = PAGE.read_text(encoding="utf-8").partition(BEGIN)[0]
    PAGE.write_text(text + section(), encoding="utf-8")


if __name__ == "__main__":
    main()
