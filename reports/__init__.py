"""What leaves the room on paper. Built from verified records only."""
