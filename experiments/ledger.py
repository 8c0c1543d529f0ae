"""Writes down in the store which study asked for which runs, at which points and with which versions."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa

from . import tables
from .store import Store
from .study import DesignPoint, Study
from .versions import versions

AT_ONCE: Final = 1000  # rows in one statement


@dataclass(frozen=True)
class Member:
    """A run that a study asks for: where it belongs, and its key in the store."""

    point: int
    territory: str
    package: str
    run: int
    key: str


def write_study(store: Store, study: Study, points: Sequence[DesignPoint], members: Sequence[Member]) -> str:
    """Write the study, its points and the keys of its runs in one transaction; return the study's digest.

    A study that is there already stays as it is: its content and version decide its digest.
    """
    made_with = versions()
    canonical = json.dumps(study.canonical(), sort_keys=True, separators=(",", ":"), allow_nan=False)
    content = [canonical, made_with.digest, [member.key for member in members]]
    digest = hashlib.sha256(json.dumps(content).encode()).hexdigest()
    with store.writing() as connection:
        connection.execute(store.new(tables.version), {"digest": made_with.digest, **asdict(made_with)})
        row = {
            "digest": digest,
            "name": study.name[:200],
            "canonical": canonical,
            "version": made_with.digest,
            "created": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        study_id = connection.execute(store.new(tables.study).returning(tables.study.c.id), row).scalar()
        if study_id is None:
            return digest
        _insert(connection, tables.design_point, (_point(study_id, point) for point in points))
        _insert(connection, tables.study_run, ({"study": study_id, **asdict(member)} for member in members))
    return digest


def _point(study_id: int, point: DesignPoint) -> dict[str, Any]:
    content = json.dumps(dict(point.values), sort_keys=True, separators=(",", ":"))
    return {"study": study_id, "point": point.number, "hash": point.hash, "draw": point.draw, "content": content}


def _insert(connection: sa.Connection, table: sa.Table, rows: Iterator[dict[str, Any]]) -> None:
    chunk: list[dict[str, Any]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == AT_ONCE:
            connection.execute(sa.insert(table), chunk)
            chunk = []
    if chunk:
        connection.execute(sa.insert(table), chunk)
