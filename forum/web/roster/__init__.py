"""The roster by file: bring it, see what would change, carry it out."""

from forum.web.roster import applying, bringing, looking
from forum.web.roster.door import blueprint

__all__ = ["applying", "blueprint", "bringing", "looking"]
