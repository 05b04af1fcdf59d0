"""What people are told: the list, where entries lead, what people choose, links that stop mail."""

from forum.web.notifications import choices, listing, opening, stopping
from forum.web.notifications.door import blueprint

__all__ = ["blueprint", "choices", "listing", "opening", "stopping"]
