"""The doors of exports: what can be taken along, files, Canvas' own filled, the whole course."""

from forum.web.exports import archive, canvas, downloads, page
from forum.web.exports.door import blueprint

__all__ = ["archive", "blueprint", "canvas", "downloads", "page"]
