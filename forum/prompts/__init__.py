"""Each week's prompt: text, parts, sites, terms, schedule, extensions."""
