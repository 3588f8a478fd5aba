"""Mail that comes in.

Revision ID: 0033
"""

from pathlib import Path

from alembic import op

revision = "0033"
down_revision: str | None = "0030"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Run the statements beside this file."""
    op.get_bind().exec_driver_sql(Path(__file__).with_name("0033_inbound.sql").read_text(encoding="utf-8"))
