"""What the course demands, as pure functions: no framework, no database, no clock, no settings."""
