"""The first tables: files, readings, consignments and their findings."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "files",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("inbox", sa.String(1024), nullable=False),
        sa.Column("name", sa.String(1024), nullable=False),
        sa.Column("lot", sa.String(1024), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False, index=True),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String(16), nullable=False, index=True),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("duplicate_of", sa.String(1024), nullable=False),
        sa.Column("consignment", sa.String(64), nullable=False, index=True),
        sa.Column("batch", sa.String(36), nullable=False, index=True),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.UniqueConstraint("inbox", "name"),
    )
    op.create_table(
        "readings",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("reader", sa.String(64), nullable=False),
        sa.Column("name", sa.String(1024), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("read_at", MOMENT, nullable=False),
        sa.UniqueConstraint("sha256", "reader"),
    )
    op.create_table(
        "consignments",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("consignment", sa.String(64), nullable=False),
        sa.Column("edition", sa.String(64), nullable=False),
        sa.Column("verdict", sa.String(16), nullable=False, index=True),
        sa.Column("report", sa.Text, nullable=False),
        sa.Column("judged_at", MOMENT, nullable=False),
        sa.UniqueConstraint("consignment", "edition"),
    )
    op.create_table(
        "findings",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("report_id", sa.Integer, sa.ForeignKey("consignments.id", ondelete="CASCADE"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("code", sa.String(64), nullable=False, index=True),
        sa.Column("severity", sa.String(8), nullable=False),
        sa.Column("certainty", sa.String(24), nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.UniqueConstraint("report_id", "position"),
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in ("findings", "consignments", "readings", "files"):
        op.drop_table(table)
