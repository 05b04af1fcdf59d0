"""The roster by file: read, compared with the course, carried out whole or not at all."""
