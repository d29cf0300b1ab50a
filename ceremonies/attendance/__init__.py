"""Who has which role in one ceremony: the stream ``attendance/RUN`` (rule PEOPLE-CONFLICT)."""
