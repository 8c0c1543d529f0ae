"""`make soak`: tries the full counts, notes each batch, and writes docs/reliability.md.

Run as ``python -m tests.faults.soak [--shard i/n] [--minutes M] [--write] [arguments of pytest]``.
"""

import argparse
import os
import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from . import notes

FOLDER: Final = notes.ROOT / "build" / "soak"


def write(folder: Path = FOLDER, to: Path = notes.ROOT / notes.PAGE) -> None:
    """Write the document from the notes in a folder."""
    from .page import page  # pytest loads the register first, or it could not rewrite its assertions

    found = notes.read(sorted(folder.glob("*.jsonl")))
    to.write_text(page(found, datetime.now(UTC).date().isoformat(), notes.commit()), encoding="utf-8")


def main(words: Sequence[str]) -> int:
    """Run a soak, or only write its document."""
    parser = argparse.ArgumentParser(prog="make soak", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--shard", default="1/1", help="i/n: the i-th of n parts")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="at most so long for each test")
    parser.add_argument("--write", action="store_true", help="only write the document from the notes")
    given, rest = parser.parse_known_args(words)
    shard = re.fullmatch(r"([1-9]\d*)/([1-9]\d*)", given.shard)
    if shard is None or int(shard[1]) > int(shard[2]):
        parser.error(f"SHARD={given.shard}, expected i/n, such as 2/4")
    code = 0
    if not given.write:
        state = FOLDER / f"{given.shard.replace('/', '-of-')}.jsonl"
        os.environ.update({notes.STATE: str(state), notes.SHARD: given.shard})
        os.environ[notes.MINUTES] = str(given.minutes)
        code = int(pytest.main(["-m", "promise or soak", *rest]))
    write()
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
