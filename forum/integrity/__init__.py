"""Passages that also stand in another post of the same prompt (EVIDENCE.md, section 3)."""
