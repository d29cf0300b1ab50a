"""The colours: few, calm, and never the only sign of anything."""

from textual.theme import Theme

KEYROOM = Theme(
    name="keyroom",
    primary="#7aa2c8",
    secondary="#8494a2",
    accent="#8ec5e8",
    foreground="#d8dee4",
    background="#10151b",
    surface="#161d25",
    panel="#1c252f",
    boost="#22303d",
    success="#8fc98b",
    warning="#e6b95c",
    error="#f0766a",
    dark=True,
)
