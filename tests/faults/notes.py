"""What a soak did, one line of JSON for each batch, so that it goes on where it was stopped."""

import json
import os
import subprocess
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
PAGE: Final = "docs/reliability.md"
# What soak.py tells the plugin, by environment.
STATE: Final = "APPRODO_SOAK"  # file of the notes
SHARD: Final = "APPRODO_SOAK_SHARD"  # "i/n"
MINUTES: Final = "APPRODO_SOAK_MINUTES"  # of each test


@cache
def commit() -> str:
    """Return the commit of the working copy, with a word if anything but the document differs from it."""
    try:
        at = _git("rev-parse", "--short", "HEAD").strip()
        changed = [line for line in _git("status", "--porcelain").splitlines() if not line.endswith(PAGE)]
    except (OSError, subprocess.CalledProcessError):
        return "no commit"
    return f"{at} with changes" if changed else at


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True).stdout


@dataclass(frozen=True)
class Note:
    """What happened to a batch of cases: it held, broke (and why), or was skipped (and why)."""

    promise: str
    test: str
    batch: int
    cases: int
    what: str
    why: str
    seconds: float
    at: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))
    commit: str = field(default_factory=commit)


class Notes:
    """A file of notes; the last line about a batch counts."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def add(self, note: Note) -> None:
        """Write a line and see it on the disk."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with self.file.open("a", encoding="utf-8") as opened:
            opened.write(self._line_end())
            opened.write(json.dumps(asdict(note), ensure_ascii=False) + "\n")
            opened.flush()
            os.fsync(opened.fileno())

    def _line_end(self) -> str:
        """Return what ends a line that was cut off when the process was killed."""
        content = self.file.read_bytes()[-1:] if self.file.exists() else b""
        return "" if content in (b"", b"\n") else "\n"

    def all(self) -> list[Note]:
        """Return the notes, the last one of each batch and commit; a line that was cut off is left out."""
        return read([self.file])

    def held(self) -> set[tuple[str, int]]:
        """Return the batches that held at this commit."""
        return self._that("held")

    def broke(self) -> set[tuple[str, int]]:
        """Return the batches that broke at this commit."""
        return self._that("broke")

    def _that(self, what: str) -> set[tuple[str, int]]:
        return {(note.test, note.batch) for note in self.all() if note.commit == commit() and note.what == what}


def read(files: Iterable[Path]) -> list[Note]:
    """Return the notes of several files (shards), the last one of each batch and commit."""
    found: dict[tuple[str, int, str], Note] = {}
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else []:
            try:
                note = Note(**json.loads(line))
            except (ValueError, TypeError):
                continue
            found[note.test, note.batch, note.commit] = note
    return list(found.values())
