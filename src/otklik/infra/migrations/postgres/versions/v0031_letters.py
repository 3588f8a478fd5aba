"""Who sends letters, over which servers, signed with what.

Revision ID: 0031
"""

from pathlib import Path

from alembic import op

revision = "0031"
down_revision: str | None = "0025"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Run the statements beside this file."""
    op.get_bind().exec_driver_sql(Path(__file__).with_name("0031_letters.sql").read_text(encoding="utf-8"))
