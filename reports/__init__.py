"""What leaves the room on paper: one module a document, built from verified records only."""
