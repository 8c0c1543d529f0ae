"""Writes docs/reliability.md from the promises and the notes of `make soak`."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from .notes import Note
from .register import Promise, promises

NOT_RUN: Final = "not run"
TEMPLATE: Final = Path(__file__).with_name("page.md")


def page(notes: Sequence[Note], when: str, at: str) -> str:
    """Return the document.

    Args:
        notes: of all shards.
        when: the date of the run.
        at: the commit of the run.
    """
    tables = ""
    for part in dict.fromkeys(promise.part for promise in promises().values()):
        tables += f"## {part}\n\n| promised | how it is tried | asked | tried | what happened | when |\n"
        tables += "|---|---|---|---|---|---|\n"
        tables += "".join(row(each, _of(each, notes)) for each in promises().values() if each.part == part) + "\n"
    told = f"Written on {when} at commit {at}. Dates and commits in the rows say when each was tried."
    return TEMPLATE.read_text(encoding="utf-8").replace("{when}", told).replace("{tables}", tables)


def _of(promise: Promise, notes: Iterable[Note]) -> list[Note]:
    """Return the notes of a promise at the commit at which it was tried last."""
    mine = [note for note in notes if note.promise == promise.name]
    tried = [note for note in mine if note.what != "skipped"] or mine
    if not tried:
        return []
    last = max(tried, key=lambda note: note.at).commit
    return [note for note in mine if note.commit == last]


def row(promise: Promise, notes: Sequence[Note]) -> str:
    """Return a row of the table."""
    tried = [note for note in notes if note.what != "skipped"]
    skipped = [note for note in notes if note.what == "skipped"]
    broke = [note for note in tried if note.what == "broke"]
    asked = f"{promise.full:,}" if promise.full is not None else "each test"
    if not tried:
        why = f" ({_cell(skipped[0].why)})" if skipped and skipped[0].why else ""
        cells = [asked, "0", f"{NOT_RUN}{why}", ""]
    else:
        cases = sum(note.cases for note in tried)
        count = f"{cases:,}" if promise.full is not None else f"{cases:,} test{'s' if cases > 1 else ''}"
        what = "held" if not broke else "; ".join(sorted({f"**broke**: {_cell(note.why)}" for note in broke}))
        if skipped:
            what += f"; skipped: {'; '.join(sorted({_cell(note.why) for note in skipped}))}"
        last = max(tried, key=lambda note: note.at)
        cells = [asked, count, what, f"{last.at[:10]}, {last.commit}"]
    return f"| {' | '.join([promise.holds, promise.tried, *cells])} |\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").removeprefix("Skipped: ")[:200] or "no reason given"
