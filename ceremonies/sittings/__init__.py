"""Sittings: a workspace opened, who is in the room, the clock, the workspace closed."""
