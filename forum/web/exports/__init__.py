"""The doors of exports: what can be taken along, the files, and Canvas' own file filled."""

from forum.web.exports import canvas, downloads, page
from forum.web.exports.door import blueprint

__all__ = ["blueprint", "canvas", "downloads", "page"]
