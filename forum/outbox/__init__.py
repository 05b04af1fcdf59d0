"""Work to be done after a commit: emitted in the caller's transaction, done by the worker, once."""
