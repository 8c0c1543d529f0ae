"""Copies a store of an older schema into a new one of today's, in a file or on a server; the old one stays as it is."""

from pathlib import Path
from typing import Final

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.engine import URL

from approdo.model.errors import BadInput, Failure

from .database import ERRORS, choose_url, connect, explain, file_of, plain, read_schema, snapshot
from .tables import SCHEMA, meta

FOLDER: Final = Path(__file__).parent / "migrations"
AT_ONCE: Final = 200  # rows in memory; a run of a large province has half a megabyte


def upgrade(store: str | None, to: str) -> tuple[int, int]:
    """Copy the store at an address to a new place, in today's schema; return its old schema and how many rows it has.

    Raises:
        BadInput: one is no store, the other is there already, or nothing is to be done.
        Failure: a newer schema, or the copy cannot be written.
    """
    source, target = choose_url(store), choose_url(to)
    if (file := file_of(source)) is not None and not file.exists():
        raise BadInput(f"store {plain(source)}: there is no such file.")
    place = file_of(target)
    if place is not None and place.exists():
        raise BadInput(f"store {plain(target)}: it is there already. Give the name of a new one.")
    # A file is made beside its place and renamed when it is whole; a server has transactions.
    beside = None if place is None else place.with_name(f".{place.name}.part")
    made = target if beside is None else target.set(database=str(beside))
    if beside is not None:
        beside.unlink(missing_ok=True)
    try:
        counted = _copy(source, made, target)
        if beside is not None and place is not None:
            beside.rename(place)
    finally:
        if beside is not None:
            beside.unlink(missing_ok=True)
    return counted


def _copy(source: URL, made: URL, target: URL) -> tuple[int, int]:
    old = connect(source)
    try:
        with snapshot(old) as reading:
            schema = read_schema(reading, source)
            _check_schema(schema, source)
            new = connect(made)
            try:
                with new.begin() as writing:
                    _refuse_taken(writing, target)
                    return schema, _fill(reading, writing, schema)
            except ERRORS as error:
                raise explain(error, target) from None
            finally:
                new.dispose()
    except ERRORS as error:
        raise explain(error, source) from None
    finally:
        old.dispose()


def _fill(reading: sa.Connection, writing: sa.Connection, schema: int) -> int:
    """Make the tables of the old schema, copy every row, and migrate; return how many rows were copied."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = writing
    command.upgrade(config, str(schema))
    was = sa.MetaData()
    was.reflect(reading, only=lambda name, _: sa.inspect(writing).has_table(name))
    rows = 0
    for table in was.sorted_tables:
        found = reading.execution_options(yield_per=AT_ONCE).execute(sa.select(table))
        for part in found.mappings().partitions():
            writing.execute(sa.insert(table), [dict(row) for row in part])
            rows += len(part)
        if writing.dialect.name == "postgresql" and "id" in table.c:
            # Rows that bring their id do not move the counter that gives the next one.
            last = sa.select(sa.func.coalesce(sa.func.max(table.c.id), 0) + 1).scalar_subquery()
            counter = sa.func.pg_get_serial_sequence(table.name, "id")
            writing.execute(sa.select(sa.func.setval(counter, last, False)))
    command.upgrade(config, "head")
    writing.execute(sa.update(meta).where(meta.c.name == "schema").values(value=str(SCHEMA)))
    return rows


def _check_schema(schema: int, url: URL) -> None:
    if schema == SCHEMA:
        raise BadInput(f"store {plain(url)}: it has schema {SCHEMA} already; nothing is to be done.")
    if not 1 <= schema < SCHEMA:
        raise Failure(
            f"store {plain(url)}: it has schema {schema}, and this version of Approdo upgrades 1 to {SCHEMA - 1}. "
            "Use the version that made it."
        )


def _refuse_taken(writing: sa.Connection, url: URL) -> None:
    if sa.inspect(writing).has_table(meta.name):
        raise BadInput(f"store {plain(url)}: there is a store here already. Give the address of an empty database.")
