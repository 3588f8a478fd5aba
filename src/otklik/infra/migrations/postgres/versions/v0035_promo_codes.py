"""Promo codes: pools, codes, who has them, what was bought with them.

Revision ID: 0035
"""

from pathlib import Path

from alembic import op

revision = "0035"
down_revision: str | None = "0034"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Run the statements beside this file."""
    op.get_bind().exec_driver_sql(
        Path(__file__).with_name("0035_promo_codes.sql").read_text(encoding="utf-8")
    )
