"""Opens the database of a store, or says in words why it cannot be used."""

import os
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, make_url

from approdo.model.errors import BadInput, Failure

from .tables import APPLICATION, SCHEMA, meta, metadata

USUAL = "approdo.db"
BUSY_MILLISECONDS = 10_000  # another writer is waited for
# What a database raises; the second one where a damaged file makes SQLite complain in bytes that are no text.
ERRORS = (sa.exc.DBAPIError, UnicodeDecodeError)


def choose_url(given: str | None) -> URL:
    """Return the address of the store: `given`, else APPRODO_STORE, else a file in the user's data folder.

    There it is approdo.db; where that is of a version with another schema, approdo-SCHEMA.db beside it.

    Raises:
        BadInput: it is no address of a database.
        Failure: the user's data folder cannot be made.
    """
    text = (given if given is not None else os.environ.get("APPRODO_STORE", "")).strip()
    if not text and given is None:
        from platformdirs import user_data_path

        folder = user_data_path("approdo")
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Failure(
                f"store: the folder {folder} cannot be made ({error.strerror}). "
                "Choose another place: --store sqlite:///runs.db"
            ) from None
        return URL.create("sqlite", database=str(_usual_file(folder)))
    if text and "://" not in text:
        return URL.create("sqlite", database=text)
    try:
        url = make_url(text)
    except (sa.exc.ArgumentError, ValueError):
        raise BadInput(
            f'store "{text[:60]}": this is no address of a database. '
            "Expected a file name, sqlite:///runs.db or postgresql://user@host/name."
        ) from None
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise BadInput(f'store: "{url.get_backend_name()}" is not supported. Expected sqlite:/// or postgresql://.')
    return url


def _usual_file(folder: Path) -> Path:
    """Return the file of a folder that this version uses: a store of another version is left to that version."""
    usual = folder / USUAL
    return usual if _schema_of(usual) in (None, SCHEMA) else copy_of(usual)


def copy_of(file: Path) -> Path:
    """Return where a store of today's schema has its place beside one of another."""
    return file.with_name(f"{file.stem}-{SCHEMA}.db")


def left_behind(url: URL) -> Path | None:
    """Return the usual file of another version beside that of this one, or None."""
    file = file_of(url)
    usual = None if file is None else file.with_name(USUAL)
    return usual if usual is not None and file == copy_of(usual) and _usual_file(usual.parent) == file else None


def _schema_of(file: Path) -> int | None:
    """Return the schema of a store in a file; None where there is none, or none that can be read."""
    if not file.is_file():
        return None
    url = URL.create("sqlite", database=str(file))
    engine = connect(url)
    try:
        with engine.connect() as connection:
            return read_schema(connection, url)
    except (*ERRORS, BadInput):
        return None  # who opens it is told
    finally:
        engine.dispose()


def open_database(url: URL) -> sa.Engine:
    """Connect, check that the database is ours (or empty: then make the tables), and return it ready to write.

    Raises:
        BadInput: it is no database, one of another program, or its driver is missing.
        Failure: it cannot be reached or written, or it has another schema version.
    """
    engine = connect(url)
    try:
        with engine.connect() as connection:
            _claim(connection, url)
    except ERRORS as error:
        engine.dispose()
        raise explain(error, url) from None
    except (BadInput, Failure):
        engine.dispose()
        raise
    return engine


def connect(url: URL) -> sa.Engine:
    """Return an engine with our settings; nothing is checked but the file name, and nothing made.

    Raises:
        BadInput: the address cannot be that of a database, or its driver is missing.
    """
    _check_file(url)
    try:
        engine = sa.create_engine(url)
    except ModuleNotFoundError as error:
        raise BadInput(
            f'store {plain(url)}: the driver {error.name} is not installed. Install it: pip install "approdo[postgres]"'
        ) from None
    except sa.exc.ArgumentError as error:
        raise BadInput(f"store {plain(url)}: {error}.") from None
    event.listen(engine, "connect", _settings if engine.dialect.name == "sqlite" else _server_settings)
    return engine


@contextmanager
def snapshot(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Give a connection on which every question sees the same moment, whoever writes meanwhile."""
    sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        if sqlite:
            connection.exec_driver_sql("BEGIN")  # the driver would begin at the first write only
        else:
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection
        connection.rollback()


def read_schema(connection: sa.Connection, url: URL) -> int:
    """Return the schema number of a store.

    Raises:
        BadInput: the database is no store.
    """
    if not sa.inspect(connection).has_table(meta.name):
        raise BadInput(f"store {plain(url)}: this is no store of Approdo.")
    found = {row.name: row.value for row in connection.execute(sa.select(meta))}
    if found.get("application") != APPLICATION or not found.get("schema", "").isdecimal():
        raise BadInput(f"store {plain(url)}: this is no store of Approdo (its table {meta.name} says otherwise).")
    return int(found["schema"])


def plain(url: URL) -> str:
    """Return the address as it may be shown: without a password; a file by its name."""
    if url.get_backend_name() == "sqlite":
        return url.database or ":memory:"
    return url.render_as_string(hide_password=True)


def file_of(url: URL) -> Path | None:
    """Return the file of a store, or None for a server."""
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def explain(error: sa.exc.DBAPIError | UnicodeDecodeError, url: URL) -> BadInput | Failure:
    """Turn what the database said into a sentence with the way out."""
    where = f"store {plain(url)}"
    if isinstance(error, UnicodeDecodeError):
        return Failure(f"{where}: the database is damaged. Move it away; the runs are computed again.")
    said = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else type(error.orig).__name__
    low = said.lower()
    if "not a database" in low:
        return BadInput(f"{where}: this file is no SQLite database. Give another name: --store sqlite:///runs.db")
    if "malformed" in low or "disk image" in low:
        return Failure(f"{where}: the database is damaged ({said}). Move it away; the runs are computed again.")
    if "unable to open" in low or "readonly" in low or "read-only" in low:
        return Failure(
            f"{where}: it cannot be written ({said}). Check the rights on the file and its folder, "
            "or choose another place: --store sqlite:///runs.db"
        )
    if "full" in low or "no space" in low:
        return Failure(f"{where}: the disk is full ({said}). What was stored before is kept.")
    if "locked" in low or "lock timeout" in low:
        return Failure(
            f"{where}: another process keeps writing to it ({said}). "
            f"It was waited for {BUSY_MILLISECONDS / 1000:g} s; try again when it has ended. "
            "If there is none, the folder refuses locks, as some network drives do: choose a place on this machine."
        )
    if "i/o error" in low:
        return Failure(
            f"{where}: its file cannot be read or written ({said}): the disk is full or broken, or the folder refuses "
            "locks, as some network drives do. What was stored before is kept. Another place: --store sqlite:///runs.db"
        )
    return Failure(f"{where}: the database answers: {said}")


def _check_file(url: URL) -> None:
    if url.get_backend_name() != "sqlite" or not url.database or url.database.startswith((":memory:", "file:")):
        return
    path = Path(url.database)
    if "\0" in url.database:
        raise BadInput(f"store {url.database[:60]!r}: no usable file name.")
    try:
        if path.is_dir():
            raise BadInput(f"store {path}: this is a folder, expected a file. For example: --store {path / 'runs.db'}")
        if not path.parent.is_dir():
            raise BadInput(f"store {path}: there is no folder {path.parent}. Make it first, or choose another place.")
    except (OSError, ValueError) as error:
        raise BadInput(f"store {str(path)[:60]!r}: no usable file name ({error}).") from None


def _settings(connection: Any, record: object) -> None:
    cursor = connection.cursor()
    # journal_mode is set only once the database is known to be ours, because it changes the file.
    for setting in (f"busy_timeout={BUSY_MILLISECONDS}", "synchronous=NORMAL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def _server_settings(connection: Any, record: object) -> None:
    cursor = connection.cursor()
    cursor.execute(f"SET lock_timeout = {BUSY_MILLISECONDS}")
    cursor.close()
    connection.commit()


def _claim(connection: sa.Connection, url: URL) -> None:
    """Check whose database it is, and make the tables of a new one under a lock that two cannot have."""
    sqlite = connection.dialect.name == "sqlite"
    names = set(sa.inspect(connection).get_table_names())
    if meta.name in names:
        _check_schema(read_schema(connection, url), url)
    else:
        _refuse_foreign(names, sqlite, url)
    connection.rollback()
    if sqlite:
        connection.exec_driver_sql("PRAGMA journal_mode=WAL")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(4170726)")
    names = set(sa.inspect(connection).get_table_names())
    if meta.name not in names:
        _refuse_foreign(names, sqlite, url)
        metadata.create_all(connection)
        connection.execute(
            sa.insert(meta),
            [{"name": "application", "value": APPLICATION}, {"name": "schema", "value": str(SCHEMA)}],
        )
    connection.commit()


def _check_schema(found: int, url: URL) -> None:
    if found < SCHEMA:
        file = file_of(url)
        copy = str(copy_of(file)) if file is not None else f"runs-{SCHEMA}.db"
        raise Failure(
            f"store {plain(url)}: it has schema {found}, made by an older version; this one reads {SCHEMA}. "
            f"Make an upgraded copy: approdo store upgrade --store {shlex.quote(plain(url))} --to {shlex.quote(copy)}"
        )
    if found > SCHEMA:
        raise Failure(
            f"store {plain(url)}: it has schema {found}, made by a newer version of Approdo; this one reads {SCHEMA}. "
            "Use the version that made it, or another store: --store sqlite:///runs.db"
        )


def _refuse_foreign(names: set[str], sqlite: bool, url: URL) -> None:
    # A server's database may be shared with other programs as long as no name of ours is taken.
    taken = names if sqlite else names & set(metadata.tables)
    if taken:
        raise BadInput(
            f"store {plain(url)}: this database belongs to another program (it has the table "
            f'"{min(taken)}"). Nothing was changed. Give another name: --store sqlite:///runs.db'
        )
