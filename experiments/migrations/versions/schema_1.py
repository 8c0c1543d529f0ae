"""Schema 1: scenarios, runs, their arrays and totals."""

import sqlalchemy as sa
from alembic import op

revision = "1"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "approdo_meta",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("value", sa.String(200), nullable=False),
    )
    op.create_table(
        "scenario",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("canonical", sa.Text, nullable=False),
        sa.Column("territory", sa.String(200), nullable=False),
        sa.Column("package", sa.String(200), nullable=False),
        sa.Column("start", sa.String(7), nullable=False),
        sa.Column("months", sa.Integer, nullable=False),
    )
    op.create_table(
        "run",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.String(64), nullable=False, unique=True),
        sa.Column("scenario", sa.String(64), sa.ForeignKey("scenario.digest"), nullable=False),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("model_hash", sa.String(64), nullable=False),
        sa.Column("created", sa.String(32), nullable=False),
        sa.Column("message", sa.Text),
        sa.Column("traceback", sa.Text),
    )
    op.create_index("ix_run_scenario", "run", ["scenario"])
    op.create_table(
        "run_array",
        sa.Column("run_id", sa.Integer, sa.ForeignKey("run.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("packed", sa.Boolean, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "run_summary",
        sa.Column("run_id", sa.Integer, sa.ForeignKey("run.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("outcome", sa.String(60), primary_key=True),
        sa.Column("value", sa.Float(53)),
        sqlite_with_rowid=False,
    )
