"""Papers of consignments and the traces by which later ones find them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "papers",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("consignment", sa.String(64), nullable=False, index=True),
        sa.Column("paper", sa.String(16), nullable=False),
        sa.Column("reader", sa.String(64), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("looks", sa.Text, nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("consignment", "paper"),
    )
    op.create_table(
        "traces",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("paper_id", sa.Integer, sa.ForeignKey("papers.id", ondelete="CASCADE"), nullable=False),
        sa.Column("trace", sa.String(256), nullable=False, index=True),
        sa.UniqueConstraint("paper_id", "trace"),
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in ("traces", "papers"):
        op.drop_table(table)
