"""The visitors' side of conversations: devices, files, settings, presence.

Revision ID: 0015
"""

from pathlib import Path

from alembic import op

revision = "0015"
down_revision: str | None = "0014"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Run the statements beside this file."""
    op.get_bind().exec_driver_sql(Path(__file__).with_name("0015_chat.sql").read_text(encoding="utf-8"))
