"""Notices to send when a high finding appears; keys that a million pages a day do not exhaust; dates to erase by."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
GROWING = ("findings", "traces")
SOUGHT = (("files", "ended_at"), ("files", "name"), ("readings", "read_at"), ("consignments", "judged_at"))


def upgrade() -> None:
    """Make the table, widen keys, add indexes."""
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("consignment", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("gist", sa.String(64), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("sent_at", MOMENT),
        sa.Column("answer", sa.String(256), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("consignment", "channel", "gist"),
    )
    op.create_index("ix_notices_due", "notices", ["sent_at", "due_at"])
    for table, column in SOUGHT:
        op.create_index(f"ix_{table}_{column}", table, [column])
    if op.get_bind().dialect.name == "postgresql":  # SQLite's keys have 64 bits as they are
        for table in GROWING:
            op.alter_column(table, "id", type_=sa.BigInteger, existing_type=sa.Integer, existing_nullable=False)
            op.execute(f"ALTER SEQUENCE {table}_id_seq AS bigint")


def downgrade() -> None:
    """Undo it."""
    if op.get_bind().dialect.name == "postgresql":
        for table in GROWING:
            op.alter_column(table, "id", type_=sa.Integer, existing_type=sa.BigInteger, existing_nullable=False)
    for table, column in SOUGHT:
        op.drop_index(f"ix_{table}_{column}", table)
    op.drop_table("notices")
