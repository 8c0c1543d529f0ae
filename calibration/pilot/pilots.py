"""Pilots that were imported: kept, opened, forgotten; and the audit row that each of these leaves."""

import getpass
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from approdo.model.calendar import month_text, parse_month
from approdo.model.errors import BadInput
from approdo.model.levers.wording import nearest, shown

from . import keeping
from .bounds import Equation, Key
from .descriptor import PLAIN_NAME
from .problems import Problems
from .suppress import Release
from .tables import digest_of, pilot_files
from .validate import Pilot, check_files, read_pilot


@dataclass(frozen=True)
class Kept:
    """An imported pilot, as it is listed."""

    name: str
    imported: str
    digest: str
    keep_until: str | None
    synthetic: bool


def import_pilot(folder: str | Path, name: str, file: str | Path | None = None) -> Kept:
    """Check the data of a folder and keep it on this machine under a name.

    Raises:
        BadInput: the data is wrong, the name is no name or taken, or the retention is over.
        Failure: the database cannot be written.
    """
    if PLAIN_NAME.fullmatch(name) is None:
        raise BadInput(f"name {shown(name)}: expected small letters, digits, - and _, at most 60.")
    pilot = read_pilot(folder)
    _check_retention(name, pilot.descriptor.keep_until)
    files = pilot_files(pilot)
    until = pilot.descriptor.keep_until
    kept = Kept(
        name, _now(), digest_of(pilot), None if until is None else month_text(until), pilot.descriptor.synthetic
    )
    with keeping.opened(keeping.choose_file(file)) as connection:
        taken = connection.execute(sa.select(keeping.pilot).where(keeping.pilot.c.name == name)).first()
        if taken is not None:
            same = " with the same data" if taken.digest == kept.digest else ""
            raise BadInput(f'pilot "{name}": there is one{same}. Choose another name, or: approdo pilot forget {name}')
        connection.execute(sa.insert(keeping.pilot).values(**kept.__dict__))
        pilot_id = _find(connection, name).id
        rows = [{"pilot_id": pilot_id, "name": key, "content": content} for key, content in files.items()]
        connection.execute(sa.insert(keeping.pilot_file), rows)
        count = sum(len(records) for records in pilot.tables.values())
        _audit(connection, "import", kept, what=", ".join(sorted(files)), target="", rows=count)
    return kept


def kept_pilots(file: str | Path | None = None) -> list[Kept]:
    """Return the pilots that are kept here."""
    with keeping.opened(keeping.choose_file(file)) as connection:
        rows = connection.execute(sa.select(keeping.pilot).order_by(keeping.pilot.c.name)).all()
    return [_kept(row) for row in rows]


def open_pilot(name_or_folder: str | Path, file: str | Path | None = None) -> Pilot:
    """Return an imported pilot by name, or the one of a folder.

    Raises:
        BadInput: there is none, it is wrong, or it should have been deleted.
        Failure: the database cannot be read.
    """
    given = str(name_or_folder)
    if isinstance(name_or_folder, Path) or "/" in given or PLAIN_NAME.fullmatch(given) is None or Path(given).is_dir():
        pilot = read_pilot(name_or_folder)
        _check_retention(pilot.descriptor.name, pilot.descriptor.keep_until)
        return pilot
    return open_imported(given, file)


def open_imported(name: str, file: str | Path | None = None) -> Pilot:
    """Return an imported pilot; it is read in memory, never written to a folder.

    Raises:
        BadInput: there is none of this name, or it should have been deleted.
        Failure: the database cannot be read.
    """
    with keeping.opened(keeping.choose_file(file)) as connection:
        kept = _find(connection, name)
        _check_retention(name, None if kept.keep_until is None else parse_month(kept.keep_until))
        rows = connection.execute(sa.select(keeping.pilot_file).where(keeping.pilot_file.c.pilot_id == kept.id)).all()
    checked = check_files({row.name: row.content for row in rows}, Problems())
    if checked.pilot is None:  # the rules have changed since the import
        told = checked.problems.message()
        raise BadInput(f'pilot "{name}": it no longer passes the checks; import it anew.\n{told}')
    return checked.pilot


def forget_pilot(name: str, file: str | Path | None = None) -> Kept:
    """Delete an imported pilot and what was noted of its releases, so that the file holds no trace of it.

    Raises:
        BadInput: there is none of this name.
        Failure: the database cannot be written.
    """
    path = keeping.choose_file(file)
    with keeping.opened(path) as connection:
        found = _find(connection, name)
        connection.execute(sa.delete(keeping.pilot).where(keeping.pilot.c.id == found.id))
        _audit(connection, "forget", _kept(found), what="everything that was kept", target="", rows=0)
    keeping.rewrite(path)
    return _kept(found)


def record_export(
    name: str,
    what: str,
    target: str,
    rows: int,
    hidden: int = 0,
    release: Release | None = None,
    digest: str | None = None,
    file: str | Path | None = None,
) -> None:
    """Write the audit row of anything that leaves, before it leaves; a protected table's release is remembered.

    Args:
        name: the imported pilot, or (with `digest`) what the data call themselves.
        what: what leaves, in a few words.
        target: the file it goes to.
        rows: rows of it.
        hidden: cells that were suppressed.
        release: what the table tells, see `suppress.protect`; of a pilot that is not imported it is not remembered.
        digest: hash of the data, by whatever name or folder they were opened; without it the pilot must be imported.
        file: the database.

    Raises:
        BadInput: there is no such pilot.
        Failure: the database cannot be written; then nothing may leave.
    """
    with keeping.opened(keeping.choose_file(file)) as connection:
        found = _find(connection, name) if digest is None else _same(connection, digest)
        if found is not None and release is not None:
            row = {"pilot_id": found.id, "content": json.dumps(_release_document(release)).encode()}
            connection.execute(sa.insert(keeping.release).values(row))
        kept = Kept(name, "", digest or "", None, False) if found is None else _kept(found)
        _audit(connection, "export", kept, what=what, target=target, rows=rows, hidden=hidden)


def releases(digest: str, file: str | Path | None = None) -> list[Release]:
    """Return what every table of these data has told so far, under whatever name they are imported; else nothing."""
    with keeping.opened(keeping.choose_file(file)) as connection:
        table, pilot = keeping.release.c, keeping.pilot.c
        mine = sa.select(pilot.id).where(pilot.digest == digest)
        rows = connection.execute(sa.select(table.content).where(table.pilot_id.in_(mine)).order_by(table.id)).all()
    return [_read_release(json.loads(row.content)) for row in rows]


def audit_rows(name: str | None = None, file: str | Path | None = None) -> list[dict[str, Any]]:
    """Return the audit rows in their order, of one pilot or of all."""
    question = sa.select(keeping.audit).order_by(keeping.audit.c.id)
    if name is not None:
        question = question.where(keeping.audit.c.pilot == name)
    with keeping.opened(keeping.choose_file(file)) as connection:
        return [dict(row._mapping) for row in connection.execute(question)]


def _find(connection: sa.Connection, name: str) -> sa.Row[Any]:
    found = connection.execute(sa.select(keeping.pilot).where(keeping.pilot.c.name == name)).first()
    if found is None:
        names = [row.name for row in connection.execute(sa.select(keeping.pilot.c.name))]
        have = f" Kept here: {', '.join(sorted(names))}." if names else " None is kept here."
        raise BadInput(f"pilot {shown(name)}: there is none of this name.{nearest(name, names)}{have}")
    return found


def _same(connection: sa.Connection, digest: str) -> sa.Row[Any] | None:
    """Return the first imported pilot that has these data."""
    wanted = sa.select(keeping.pilot).where(keeping.pilot.c.digest == digest).order_by(keeping.pilot.c.id)
    return connection.execute(wanted).first()


def _kept(row: sa.Row[Any]) -> Kept:
    return Kept(row.name, row.imported, row.digest, row.keep_until, row.synthetic)


def _check_retention(name: str, until: int | None) -> None:
    today = parse_month(_now()[:7])
    if until is not None and today > until:
        raise BadInput(
            f'pilot "{name}": it was to be kept until {month_text(until)}, which is over. Delete it '
            f"(approdo pilot forget {name}), or have the owner set another keep_until in datapackage.json."
        )


def _audit(
    connection: sa.Connection, action: str, kept: Kept, *, what: str, target: str, rows: int, hidden: int = 0
) -> None:
    from approdo import __version__

    row = {
        "at": _now(),
        "by": _account(),
        "action": action,
        "pilot": kept.name,
        "digest": kept.digest,
        "what": what,
        "target": target,
        "rows": rows,
        "hidden": hidden,
        "version": __version__,
    }
    connection.execute(sa.insert(keeping.audit).values(row))


def _account() -> str:
    try:
        return getpass.getuser()[:60]
    except (KeyError, OSError):
        return "unknown"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _release_document(release: Release) -> dict[str, Any]:
    def cell(key: Key) -> list[list[str]]:
        return sorted([dim, value] for dim, value in key)

    return {
        "digest": release.digest,
        "cells": [[cell(key), number] for key, number in release.cells.items()],
        "equations": [[cell(each.total), [cell(part) for part in each.parts]] for each in release.equations],
        "small": sorted(cell(key) for key in release.small),
    }


def _read_release(document: dict[str, Any]) -> Release:
    def key(cell: Sequence[Sequence[str]]) -> Key:
        return frozenset((dim, value) for dim, value in cell)

    return Release(
        document["digest"],
        {key(cell): number for cell, number in document["cells"]},
        tuple(Equation(key(total), tuple(key(part) for part in parts)) for total, parts in document["equations"]),
        frozenset(key(cell) for cell in document["small"]),
    )
