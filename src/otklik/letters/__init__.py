"""Letters as they leave and as they come back: bytes, signatures, marks, reports."""
