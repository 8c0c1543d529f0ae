"""The tables of the store, the same in SQLite and PostgreSQL."""

from typing import Final

import sqlalchemy as sa

SCHEMA: Final = 2  # raised by every migration; see experiments/migrations
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

# With what a study was run; the digest is that of the other columns.
version = sa.Table(
    "version",
    metadata,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("approdo", sa.String(40), nullable=False),
    sa.Column("model", sa.String(64), nullable=False),
    sa.Column("parameters", sa.String(64), nullable=False),
    sa.Column("data", sa.String(64), nullable=False),
    sa.Column("git", sa.String(60)),  # NULL: not run from a checkout
)

# A study as it was asked, by content and version; `digest` is that of `canonical` and of the version.
study = sa.Table(
    "study",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("digest", sa.String(64), nullable=False, unique=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("canonical", sa.Text, nullable=False),
    sa.Column("version", sa.String(64), sa.ForeignKey("version.digest"), nullable=False),
    sa.Column("created", sa.String(32), nullable=False),  # UTC, ISO 8601
)

design_point = sa.Table(
    "design_point",
    metadata,
    sa.Column("study", sa.Integer, sa.ForeignKey("study.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("point", sa.Integer, primary_key=True),
    sa.Column("hash", sa.BigInteger, nullable=False),
    sa.Column("draw", sa.Integer),  # of what is uncertain, where decisions are crossed with draws
    sa.Column("content", sa.Text, nullable=False),  # JSON: path to value
    sqlite_with_rowid=False,
)

# Which runs a study asks for; `key` may not be in `run` yet, or belong to several studies.
study_run = sa.Table(
    "study_run",
    metadata,
    sa.Column("study", sa.Integer, primary_key=True),
    sa.Column("point", sa.Integer, primary_key=True),
    sa.Column("territory", sa.String(200), primary_key=True),
    sa.Column("package", sa.String(200), primary_key=True),
    sa.Column("run", sa.Integer, primary_key=True),
    sa.Column("key", sa.String(64), nullable=False, index=True),
    sa.ForeignKeyConstraint(["study", "point"], ["design_point.study", "design_point.point"], ondelete="CASCADE"),
    sqlite_with_rowid=False,
)
