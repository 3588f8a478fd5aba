"""Letters that carry what is said in conversations.

Revision ID: 0036
"""

from pathlib import Path

from alembic import op

revision = "0036"
down_revision: str | None = "0035"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Run the statements beside this file."""
    op.get_bind().exec_driver_sql(Path(__file__).with_name("0036_answering.sql").read_text(encoding="utf-8"))
