"""Keeps runs in a database: a run is whole or absent, a failure is a row, nothing is computed twice."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.dialects import postgresql, sqlite

from approdo.model.errors import Failure

from . import tables
from .database import ERRORS, choose_url, explain, open_database, plain
from .records import Blob, Damaged, Encoded, Failed, Record, decode, unpack

T = TypeVar("T")

TOTALS_ARRAY: Final = "totals"
CHUNK = 500  # keys in one question; SQLite takes 32,766, older ones 999


@dataclass(frozen=True)
class Entry:
    """What identifies a run: its key, its seed, and its scenario (digest and canonical JSON; the rest to look at)."""

    key: str
    seed: int
    digest: str
    canonical: str
    model_hash: str
    territory: str
    package: str
    start: str
    months: int


class Store:
    """A database of runs, for one process at a time to write; others may read and write beside it.

    Args:
        url: address; None for APPRODO_STORE or the file in the user's data folder.

    Raises:
        BadInput: no database, or one of another program.
        Failure: it cannot be reached or written.
    """

    def __init__(self, url: str | None = None) -> None:
        self.url = choose_url(url)
        self._engine = open_database(self.url)
        self._insert = postgresql.insert if self._engine.dialect.name == "postgresql" else sqlite.insert
        self._new_run = self.new(tables.run).returning(tables.run.c.id)
        self._known: set[str] = set()  # digests of scenarios that are there

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """End the connection."""
        self._engine.dispose()

    @property
    def name(self) -> str:
        """The address as it may be shown."""
        return plain(self.url)

    def present(self, keys: Sequence[str]) -> set[str]:
        """Return those of `keys` whose run is there and whole."""
        found: set[str] = set()
        for rows in self._ask(sa.select(tables.run.c.key).where(tables.run.c.status == "done"), keys):
            found.update(row.key for row in rows)
        return found

    def failures(self, keys: Sequence[str]) -> dict[str, Failed]:
        """Return those of `keys` whose last attempt failed."""
        question = sa.select(tables.run.c.key, tables.run.c.message, tables.run.c.traceback)
        found: dict[str, Failed] = {}
        for rows in self._ask(question.where(tables.run.c.status == "failed"), keys):
            found.update({row.key: Failed(row.message or "", row.traceback or "") for row in rows})
        return found

    def load(self, keys: Sequence[str]) -> dict[str, Record]:
        """Return the runs that are there, by key.

        Raises:
            Failure: stored bytes were changed; those runs are removed, so that the same command computes them again.
        """
        return self._decoded(keys, decode)

    def totals(self, keys: Sequence[str]) -> dict[str, NDArray[np.float64]]:
        """Return the totals of the runs that are there, by key (columns: outcomes.TOTALS), without their other arrays.

        Raises:
            Failure: see `load`.
        """
        return self._decoded(keys, lambda blobs: unpack(TOTALS_ARRAY, blobs[TOTALS_ARRAY]), TOTALS_ARRAY)

    def _decoded(
        self, keys: Sequence[str], read: Callable[[dict[str, Blob]], T], only: str | None = None
    ) -> dict[str, T]:
        array = tables.run_array.c
        question = (
            sa.select(tables.run.c.key, array.name, array.packed, array.sha256, array.content)
            .join_from(tables.run, tables.run_array)
            .where(tables.run.c.status == "done")
        )
        if only is not None:
            question = question.where(array.name == only)
        found: dict[str, T] = {}
        damaged: list[str] = []
        for rows in self._ask(question, keys):
            blobs: dict[str, dict[str, Blob]] = {}
            for row in rows:
                blobs.setdefault(row.key, {})[row.name] = Blob(row.content, row.packed, row.sha256)
            for key, parts in blobs.items():
                try:
                    found[key] = read(parts)
                except (Damaged, ValueError):
                    damaged.append(key)
        if damaged:
            self._remove(damaged)
            raise Failure(
                f"store {self.name}: {len(damaged)} stored runs are damaged and were removed. "
                "The same command computes them again."
            )
        return found

    def save(self, entry: Entry, result: Encoded, outcomes: Sequence[str]) -> bool:
        """Write a run in one transaction; `outcomes` names its totals. Return False if another process was first."""
        return self.save_all([(entry, result)], outcomes) == 1

    def save_all(self, runs: Sequence[tuple[Entry, Encoded]], outcomes: Sequence[str]) -> int:
        """Write runs in one transaction, all or none; `outcomes` names their totals.

        Return how many were written: not those with which another process was first.
        """
        arrays: list[dict[str, Any]] = []
        summaries: list[dict[str, Any]] = []
        written = 0
        with self.writing() as connection:
            self._forget_failures(connection, [entry.key for entry, _ in runs])
            for entry, result in runs:
                run_id = self._enter(connection, entry, "done", {})
                if run_id is None:
                    continue
                written += 1
                for name, blob in result.blobs.items():
                    row = {"run_id": run_id, "name": name, "packed": blob.packed, "sha256": blob.sha256}
                    arrays.append(row | {"content": blob.content})
                for outcome, value in zip(outcomes, result.totals, strict=True) if outcomes else ():
                    told = value if math.isfinite(value) else None
                    summaries.append({"run_id": run_id, "outcome": outcome, "value": told})
            if arrays:
                connection.execute(sa.insert(tables.run_array), arrays)
            if summaries:
                connection.execute(sa.insert(tables.run_summary), summaries)
        self._known.update(entry.digest for entry, _ in runs)
        return written

    def save_failure(self, entry: Entry, failed: Failed) -> None:
        """Write down that a run failed; the next call tries it again."""
        with self.writing() as connection:
            self._forget_failures(connection, [entry.key])
            self._enter(
                connection, entry, "failed", {"message": _text(failed.message), "traceback": _text(failed.traceback)}
            )

    def summary(self, keys: Sequence[str], outcome: str) -> dict[str, float | None]:
        """Return one total of each run that is there, by key; None where it is not defined."""
        table = tables.run_summary.c
        question = (
            sa.select(tables.run.c.key, table.value)
            .join_from(tables.run, tables.run_summary)
            .where(table.outcome == outcome)
        )
        return {row.key: row.value for rows in self._ask(question, keys) for row in rows}

    def _enter(self, connection: sa.Connection, entry: Entry, status: str, more: Mapping[str, str]) -> int | None:
        """Insert the rows of scenario and run; return the run's id, or None if a whole one is there."""
        if entry.digest not in self._known:
            connection.execute(
                self.new(tables.scenario),
                {
                    "digest": entry.digest,
                    "canonical": entry.canonical,
                    "territory": _text(entry.territory),
                    "package": _text(entry.package),
                    "start": entry.start,
                    "months": entry.months,
                },
            )
        row = {
            "key": entry.key,
            "scenario": entry.digest,
            "seed": entry.seed,
            "status": status,
            "model_hash": entry.model_hash,
            "created": datetime.now(UTC).isoformat(timespec="seconds"),
            **more,
        }
        run_id: int | None = connection.execute(self._new_run, row).scalar()
        return run_id

    def _forget_failures(self, connection: sa.Connection, keys: Sequence[str]) -> None:
        for first in range(0, len(keys), CHUNK):
            chosen = tables.run.c.key.in_(keys[first : first + CHUNK])
            connection.execute(sa.delete(tables.run).where(chosen, tables.run.c.status == "failed"))

    def _remove(self, keys: Sequence[str]) -> None:
        with self.writing() as connection:
            connection.execute(sa.delete(tables.run).where(tables.run.c.key.in_(keys)))

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Give a connection for one transaction; what the database says becomes a sentence."""
        try:
            with self._engine.begin() as connection:
                yield connection
        except ERRORS as error:
            raise explain(error, self.url) from None

    def compact(self) -> None:
        """Give the room of removed rows back to the disk; a server does that by itself."""
        if self._engine.dialect.name != "sqlite":
            return
        try:
            with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("VACUUM")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        except ERRORS as error:
            raise explain(error, self.url) from None

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Give a connection to ask with; what the database says becomes a sentence."""
        try:
            with self._engine.connect() as connection:
                yield connection
        except ERRORS as error:
            raise explain(error, self.url) from None

    def new(self, table: sa.Table) -> Any:
        """Return an insert statement that leaves rows alone that are there."""
        return self._insert(table).on_conflict_do_nothing()

    def _ask(self, question: sa.Select[Any], keys: Sequence[str]) -> Iterator[Sequence[sa.Row[Any]]]:
        with self.reading() as connection:
            for first in range(0, len(keys), CHUNK):
                chunk = question.where(tables.run.c.key.in_(keys[first : first + CHUNK]))
                yield connection.execute(chunk).all()


def _text(text: str) -> str:
    """Return text that every database takes: no zero bytes (PostgreSQL), no half characters out of file names."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
