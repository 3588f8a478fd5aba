"""What is changed in people waits in an outbox, and is numbered by the sender.

Revision ID: 0048
"""

from pathlib import Path

from alembic import op

revision = "0048"
down_revision: str | None = "0041"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Run the statements beside this file."""
    op.get_bind().exec_driver_sql(Path(__file__).with_name("0048_outbox.sql").read_text(encoding="utf-8"))
