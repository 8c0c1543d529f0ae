"""Keeps scenarios of a visitor: a name, a note, the bench. What is deleted can be brought back."""

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from platformdirs import user_data_path

from approdo.model.errors import BadInput, Failure

from .bench import Bench, from_table, to_table

LONGEST_NAME: Final = 80
LONGEST_NOTE: Final = 1000

metadata = sa.MetaData()
table = sa.Table(
    "dashboard_scenario",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("owner", sa.String(80), nullable=False, index=True),
    sa.Column("name", sa.String(LONGEST_NAME), nullable=False),
    sa.Column("note", sa.String(LONGEST_NOTE), nullable=False),
    sa.Column("bench", sa.Text, nullable=False),
    sa.Column("saved", sa.String(32), nullable=False),
    sa.Column("deleted", sa.Boolean, nullable=False),
)


def shelf_path() -> Path:
    """Return where the scenarios of this user are kept: APPRODO_SCENARIOS, else a file in the user's data folder.

    Raises:
        Failure: the folder cannot be made.
    """
    given = os.environ.get("APPRODO_SCENARIOS")
    path = Path(given) if given else user_data_path("approdo") / "scenarios.db"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Failure(f"scenarios: the folder {path.parent} cannot be made ({error.strerror}).") from None
    return path


@dataclass(frozen=True)
class Saved:
    """A scenario as it is kept."""

    id: int
    name: str
    note: str
    saved: str
    deleted: bool


class Shelf:
    """The scenarios of all visitors; each sees their own.

    Args:
        path: of the file, made if it is not there; None for one that lasts as long as the process.
        most: scenarios a visitor may keep.
    """

    def __init__(self, path: Path | None, most: int) -> None:
        self.most = most
        if path is None:
            self._engine = sa.create_engine(
                "sqlite://", poolclass=sa.StaticPool, connect_args={"check_same_thread": False}
            )
        else:
            self._engine = sa.create_engine(sa.URL.create("sqlite", database=str(path)))
        metadata.create_all(self._engine)

    def close(self) -> None:
        """End the connection."""
        self._engine.dispose()

    def save(self, owner: str, name: str, note: str, bench: Bench) -> int:
        """Keep a bench under a name; returns its number.

        Raises:
            BadInput: no name, or as many as a visitor may keep.
        """
        name, note = name.strip()[:LONGEST_NAME], note.strip()[:LONGEST_NOTE]
        if not name:
            raise BadInput("saved.no_name")
        with self._engine.begin() as connection:
            count = connection.scalar(sa.select(sa.func.count()).select_from(table).where(table.c.owner == owner))
            if (count or 0) >= self.most:
                raise BadInput("saved.full")
            row = {
                "owner": owner,
                "name": name,
                "note": note,
                "bench": json.dumps(to_table(bench)),
                "saved": datetime.now(UTC).isoformat(timespec="seconds"),
                "deleted": False,
            }
            made: int = connection.execute(sa.insert(table).values(row).returning(table.c.id)).scalar_one()
            return made

    def listed(self, owner: str) -> list[Saved]:
        """Return the visitor's scenarios, the newest first."""
        columns = (table.c.id, table.c.name, table.c.note, table.c.saved, table.c.deleted)
        question = sa.select(*columns).where(table.c.owner == owner).order_by(table.c.id.desc())
        with self._engine.connect() as connection:
            return [Saved(*row) for row in connection.execute(question)]

    def load(self, owner: str, number: int) -> Bench:
        """Return a scenario.

        Raises:
            BadInput: the visitor has none of this number, or this version cannot read it.
        """
        question = sa.select(table.c.bench).where(table.c.owner == owner, table.c.id == number)
        with self._engine.connect() as connection:
            text = connection.scalar(question)
        if text is None:
            raise BadInput("saved.gone")
        return from_table(json.loads(text), "saved")

    def mark(self, owner: str, number: int, *, deleted: bool) -> None:
        """Put a scenario away, or bring it back."""
        change = sa.update(table).where(table.c.owner == owner, table.c.id == number).values(deleted=deleted)
        with self._engine.begin() as connection:
            connection.execute(change)
