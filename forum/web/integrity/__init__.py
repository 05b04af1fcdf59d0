"""Passages that also stand in other posts: what pages say of them, and the pages of staff."""
