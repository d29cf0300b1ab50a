"""The signed append-only log: entry, tree, checkpoint, store, verify."""
