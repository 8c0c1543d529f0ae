"""The tables of the store, the same in SQLite and PostgreSQL."""

from typing import Final

import sqlalchemy as sa

SCHEMA: Final = 1  # raised by every migration
APPLICATION: Final = "approdo"

metadata = sa.MetaData()

meta = sa.Table(
    "approdo_meta",
    metadata,
    sa.Column("name", sa.String(40), primary_key=True),
    sa.Column("value", sa.String(200), nullable=False),
)

# What decides the results, once per scenario; `territory`, `package`, `start` and `months` are there to be looked at.
scenario = sa.Table(
    "scenario",
    metadata,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("canonical", sa.Text, nullable=False),
    sa.Column("territory", sa.String(200), nullable=False),
    sa.Column("package", sa.String(200), nullable=False),
    sa.Column("start", sa.String(7), nullable=False),
    sa.Column("months", sa.Integer, nullable=False),
)

run = sa.Table(
    "run",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("key", sa.String(64), nullable=False, unique=True),
    sa.Column("scenario", sa.String(64), sa.ForeignKey("scenario.digest"), nullable=False, index=True),
    sa.Column("seed", sa.BigInteger, nullable=False),
    sa.Column("status", sa.String(10), nullable=False),  # done | failed
    sa.Column("model_hash", sa.String(64), nullable=False),
    sa.Column("created", sa.String(32), nullable=False),  # UTC, ISO 8601
    sa.Column("message", sa.Text),
    sa.Column("traceback", sa.Text),
)

run_array = sa.Table(
    "run_array",
    metadata,
    sa.Column("run_id", sa.Integer, sa.ForeignKey("run.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("name", sa.String(40), primary_key=True),
    sa.Column("packed", sa.Boolean, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
)

# Totals for questions in SQL; NULL = not defined in this run.
run_summary = sa.Table(
    "run_summary",
    metadata,
    sa.Column("run_id", sa.Integer, sa.ForeignKey("run.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("outcome", sa.String(60), primary_key=True),
    sa.Column("value", sa.Float(53)),
    sqlite_with_rowid=False,
)
