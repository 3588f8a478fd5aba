"""Statistics of the inbox: requests of conversations.

Revision ID: 0023
"""

from pathlib import Path

from alembic import op

revision = "0023"
down_revision: str | None = "0019"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Run the statements beside this file."""
    op.get_bind().exec_driver_sql(Path(__file__).with_name("0023_statistics.sql").read_text(encoding="utf-8"))
