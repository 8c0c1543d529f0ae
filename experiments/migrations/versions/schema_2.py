"""Schema 2: studies, their points, which runs they ask for, and the versions they were run with."""

import sqlalchemy as sa
from alembic import op

revision = "2"
down_revision = "1"


def upgrade() -> None:
    op.create_table(
        "version",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("approdo", sa.String(40), nullable=False),
        sa.Column("model", sa.String(64), nullable=False),
        sa.Column("parameters", sa.String(64), nullable=False),
        sa.Column("data", sa.String(64), nullable=False),
        sa.Column("git", sa.String(60)),
    )
    op.create_table(
        "study",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("canonical", sa.Text, nullable=False),
        sa.Column("version", sa.String(64), sa.ForeignKey("version.digest"), nullable=False),
        sa.Column("created", sa.String(32), nullable=False),
    )
    op.create_table(
        "design_point",
        sa.Column("study", sa.Integer, sa.ForeignKey("study.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("point", sa.Integer, primary_key=True),
        sa.Column("hash", sa.BigInteger, nullable=False),
        sa.Column("draw", sa.Integer),
        sa.Column("content", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "study_run",
        sa.Column("study", sa.Integer, primary_key=True),
        sa.Column("point", sa.Integer, primary_key=True),
        sa.Column("territory", sa.String(200), primary_key=True),
        sa.Column("package", sa.String(200), primary_key=True),
        sa.Column("run", sa.Integer, primary_key=True),
        sa.Column("key", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["study", "point"], ["design_point.study", "design_point.point"], ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_study_run_key", "study_run", ["key"])
