"""A person's due times for the calendar they already use."""
