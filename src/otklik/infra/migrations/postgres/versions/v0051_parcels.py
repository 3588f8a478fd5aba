"""Parcels of the outbox say how long their lines are, for long ones are kept compressed.

Revision ID: 0051
"""

from alembic import op

revision = "0051"
down_revision: str | None = "0050"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Add the column; of parcels without it the bodies are the lines."""
    op.get_bind().exec_driver_sql("ALTER TABLE outbox ADD COLUMN size integer")
