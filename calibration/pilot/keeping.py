"""The database of pilots, on this machine only, apart from the store of runs.

It is a file of its own because pilot data must be deletable without a trace: SQLite with `secure_delete`, no
write-ahead log, and rewritten (`VACUUM`) after a deletion. The store of runs may lie on a server, be shared and be
exported; personal data never should. Audit rows hold no personal data and outlive what they are about.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import event

from approdo.model.errors import BadInput, Failure

VARIABLE: Final = "APPRODO_PILOTS"
APPLICATION: Final = "approdo-pilots"
SCHEMA: Final = 1
SETTINGS: Final = (
    "busy_timeout=10000",
    "foreign_keys=ON",
    "secure_delete=ON",  # deleted content is overwritten with zeros
    "journal_mode=DELETE",
    "temp_store=MEMORY",  # VACUUM leaves no copy in a temporary file
)

metadata = sa.MetaData()

meta = sa.Table(
    "approdo_pilots_meta",
    metadata,
    sa.Column("name", sa.String(40), primary_key=True),
    sa.Column("value", sa.String(200), nullable=False),
)

pilot = sa.Table(
    "pilot",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(60), nullable=False, unique=True),
    sa.Column("imported", sa.String(32), nullable=False),  # UTC, ISO 8601
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("keep_until", sa.String(7)),  # last month of retention
    sa.Column("synthetic", sa.Boolean, nullable=False),
)

# Plain bytes, not packed: whoever looks into the file can see that a deleted pilot is gone.
pilot_file = sa.Table(
    "pilot_file",
    metadata,
    sa.Column("pilot_id", sa.Integer, sa.ForeignKey("pilot.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("name", sa.String(40), primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False),
)

# What every table that left has told, so that the next one does not give it away.
release = sa.Table(
    "release",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("pilot_id", sa.Integer, sa.ForeignKey("pilot.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("content", sa.LargeBinary, nullable=False),
)

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", sa.String(32), nullable=False),  # UTC, ISO 8601
    sa.Column("by", sa.String(60), nullable=False),  # account on this machine
    sa.Column("action", sa.String(10), nullable=False),  # import | export | forget
    sa.Column("pilot", sa.String(60), nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("what", sa.String(200), nullable=False),
    sa.Column("target", sa.String(400), nullable=False),
    sa.Column("rows", sa.Integer, nullable=False),
    sa.Column("hidden", sa.Integer, nullable=False),  # cells suppressed
    sa.Column("version", sa.String(40), nullable=False),
)


def choose_file(given: str | Path | None) -> Path:
    """Return the file of the database: `given`, else APPRODO_PILOTS, else one in the user's data folder.

    Raises:
        BadInput: it is an address: pilots are kept in a file on this machine.
        Failure: the user's data folder cannot be made.
    """
    text = str(given) if given is not None else os.environ.get(VARIABLE, "").strip()
    if not text and given is None:
        from platformdirs import user_data_path

        folder = user_data_path("approdo")
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            told = f"pilots: the folder {folder} cannot be made ({error.strerror}). Choose a place: --pilots FILE"
            raise Failure(told) from None
        return folder / "pilots.db"
    if not text or "://" in text or "\0" in text:
        raise BadInput(f"pilots {text[:60]!r}: expected a file on this machine; pilot data is kept on no server.")
    return Path(text)


@contextmanager
def opened(file: Path) -> Iterator[sa.Connection]:
    """Give a connection in one transaction; a new file is made for this user alone.

    Raises:
        BadInput: the file is no database, or one of another program.
        Failure: it cannot be read or written.
    """
    engine: sa.Engine | None = None
    try:
        _make(file)
        engine = sa.create_engine(sa.URL.create("sqlite", database=str(file)))
        event.listen(engine, "connect", _settings)
        with engine.connect() as connection:
            _claim(connection, file)
        with engine.begin() as connection:
            yield connection
    except OSError as error:
        raise Failure(f"pilots {file}: {error.strerror}. Choose another place: --pilots FILE") from None
    except sa.exc.DBAPIError as error:
        said = str(error.orig).splitlines()[0]
        if "not a database" in said:
            raise BadInput(f"pilots {file}: this file is no SQLite database. Give another: --pilots FILE") from None
        raise Failure(f"pilots {file}: the database answers: {said}") from None
    finally:
        if engine is not None:
            engine.dispose()


def rewrite(file: Path) -> None:
    """Write the database anew, without the room that deleted rows took.

    Raises:
        Failure: it cannot be written.
    """
    engine = sa.create_engine(sa.URL.create("sqlite", database=str(file)))
    event.listen(engine, "connect", _settings)
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM")
    except sa.exc.DBAPIError as error:
        raise Failure(
            f"pilots {file}: the rows are deleted and overwritten; the file could not be rewritten ({error.orig})."
        ) from None
    finally:
        engine.dispose()


def _make(file: Path) -> None:
    if not file.exists():
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))


def _settings(connection: Any, record: object) -> None:
    cursor = connection.cursor()
    for setting in SETTINGS:
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def _claim(connection: sa.Connection, file: Path) -> None:
    """Check whose database it is, and make the tables of a new one, all in one write."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    names = set(sa.inspect(connection).get_table_names())
    if meta.name not in names:
        if names:
            raise BadInput(
                f'pilots {file}: this database belongs to another program (it has the table "{min(names)}"). '
                "Nothing was changed. Give another file: --pilots FILE"
            )
        metadata.create_all(connection)
        rows = [{"name": "application", "value": APPLICATION}, {"name": "schema", "value": str(SCHEMA)}]
        connection.execute(sa.insert(meta), rows)
    found = {row.name: row.value for row in connection.execute(sa.select(meta))}
    connection.commit()
    if found.get("schema") != str(SCHEMA):
        raise Failure(f"pilots {file}: it has schema {found.get('schema')}, this version of Approdo reads {SCHEMA}.")
