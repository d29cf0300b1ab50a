"""The plain-line mode: numbered prompts, whole lines, no cursor movement, no colour; the same room as the screens."""
