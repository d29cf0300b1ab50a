"""What a ceremony's room records besides its script: the stream ``room/RUN`` (rule ROOM-LOG)."""
