"""Letters made of blocks: checked, drawn by MJML into HTML that every mail program shows (docs/adr/0027)."""
