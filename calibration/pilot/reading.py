"""Reads the files of a pilot folder, without trusting them: size, encoding, separators, headers, shape."""

import codecs
import csv
import io
import os
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from approdo.model.levers.wording import nearest

from .problems import Problems, shown
from .schema import Table

MOST_BYTES: Final = 20_000_000
MOST_ROWS: Final = 200_000
MOST_COLUMNS: Final = 100
MOST_CHARACTERS: Final = 200  # in a cell
SEPARATORS: Final = (",", ";", "\t")
UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Parts of column names that say what a column is about, in English and Italian.
NAMING: Final = (
    "name", "nome", "cognome", "birth", "nascita", "nato", "fiscal", "codice_f", "passport", "passaporto", "phone",
    "telefono", "cell", "mail", "address", "indirizzo", "vestanet", "pratica", "case", "fascicolo", "document",
    "note", "comment", "descri", "nationality", "nazionalit", "country", "paese", "photo", "foto", "iban",
)  # fmt: skip


class Row(NamedTuple):
    """A row of a file as it was written: its line, and the text of each column."""

    line: int
    cells: dict[str, str]


class Sheet(NamedTuple):
    """The rows of a file; numbers may have a decimal comma where columns are not separated by commas."""

    rows: list[Row]
    decimal_comma: bool


def read_bytes(path: Path, name: str, problems: Problems) -> bytes | None:
    """Return the content of an ordinary file of a bearable size, or None and a problem; links are not followed."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except (OSError, ValueError) as error:
        if path.is_symlink():
            problems.add(name, 1, "this is a link to another file.", "Copy the file itself into the folder.")
        else:
            said = getattr(error, "strerror", None) or "no usable name"
            problems.add(name, 1, f"the file cannot be read ({said}).", "Check its rights, or export it again.")
        return None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        problems.add(name, 1, "this is no ordinary file.", "Put a CSV file here.")
        return None
    with os.fdopen(handle, "rb") as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        said, remedy = f"the file is larger than {MOST_BYTES // 1_000_000} MB.", "Export only the rows of the pilot."
        problems.add(name, 1, said, remedy)
        return None
    return content


def decode(content: bytes, name: str, problems: Problems) -> str | None:
    """Return the text of a file in UTF-8 (with or without its mark), or None and a problem with the line."""
    remedy = "Save it as CSV UTF-8 (in Excel: Save as, CSV UTF-8)."
    if content.startswith(UTF_16):
        problems.add(name, 1, "the text is in UTF-16, expected UTF-8.", remedy)
        return None
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b")):
        problems.add(name, 1, "this is a spreadsheet or an archive, expected CSV.", remedy)
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problems.add(name, line, "the text is not in UTF-8.", remedy)
        return None
    if "\0" in text:
        problems.add(name, text.count("\n", 0, text.index("\0")) + 1, "the file holds a zero byte.", remedy)
        return None
    return text


def read_sheet(content: bytes, table: Table, problems: Problems) -> Sheet | None:
    """Return the rows of a table's file, or None where it cannot be read as one; problems say why."""
    name = table.file
    text = decode(content, name, problems)
    if text is None:
        return None
    first = text.partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[Row] = []
    try:
        heads = [head.strip() for head in next(lines, [])]
        columns = check_heads(heads, table, problems)
        for cells in lines:
            if not any(cell.strip() for cell in cells):
                continue
            if len(rows) >= MOST_ROWS:
                problems.add(name, lines.line_num, f"more than {MOST_ROWS:,} rows.", "Export only the pilot's rows.")
                break
            if len(cells) != len(heads):
                problems.add(
                    name,
                    lines.line_num,
                    f"{len(cells)} cells, expected {len(heads)} as in the first line.",
                    "Look for a separator or a quotation mark inside a cell.",
                )
                continue
            rows.append(Row(lines.line_num, {heads[at]: cells[at].strip() for at in columns}))
    except csv.Error as error:
        problems.add(name, lines.line_num, f"this is not CSV ({error}).", "Look for an open quotation mark.")
        return None
    return Sheet(rows, separator != ",") if columns else None


def check_heads(heads: Sequence[str], table: Table, problems: Problems) -> list[int]:
    """Return the positions of the columns that can be read: none where a required one is missing.

    A missing, unknown or doubled column is a problem.
    """
    known = [field.name for field in table.fields]
    good: list[int] = []
    if not any(heads):
        problems.add(table.file, 1, "the file is empty.", f"The first line is: {','.join(known)}")
        return []
    if len(heads) > MOST_COLUMNS:
        problems.add(table.file, 1, f"{len(heads)} columns.", f"This table has {len(known)}.")
        return []
    for at, head in enumerate(heads):
        if head in known and head in heads[:at]:
            problems.add(table.file, 1, "the column is there twice.", "Delete one of them.", column=head)
        elif head in known:
            good.append(at)
        elif any(part in head.lower() for part in NAMING):
            problems.add(
                table.file,
                1,
                "this column looks as if it could name a person, or holds free text.",
                "Delete it: names, case numbers, birth dates, contacts, countries and notes never come here.",
                column=shown(head),
            )
        else:
            remedy = f"Delete it.{nearest(head, known)} Columns: {', '.join(known)}."
            problems.add(table.file, 1, "no column of this table.", remedy, column=shown(head) or "(without a name)")
    for field in table.fields:
        if field.required and field.name not in heads:
            problems.add(table.file, 1, "this column is missing.", f"Expected: {field.expected()}.", column=field.name)
            good = []
    return good
