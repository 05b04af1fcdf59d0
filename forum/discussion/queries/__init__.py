"""Reads of a discussion: who reads (``readers``), posts (``posts``), drafts (``drafts``)."""
