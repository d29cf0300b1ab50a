"""A share's numbers as a QR code in half blocks: version 4, 37 cells by 19 lines, fits a terminal of 80 by 24.

Source: ISO/IEC 18004; the light border is two modules wide, which every reader that was tried accepts.
"""

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from app.widgets.line import Line, line
from ceremonies.secret import Secret

_BORDER = 2
_BLOCKS = {(True, True): " ", (True, False): "▄", (False, True): "▀", (False, False): "█"}
"""By whether the upper and the lower module are dark, what is drawn in light on dark."""


def square_lines(numbers: Secret) -> list[Line]:
    """The lines of the code."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=_BORDER)
    code.add_data(numbers.reveal_text(), optimize=0)
    code.make(fit=True)
    rows = [[bool(one) for one in row] for row in code.get_matrix()]
    if len(rows) % 2:
        rows.append([False] * len(rows[0]))
    return [
        line("  " + "".join(_BLOCKS[pair] for pair in zip(upper, lower, strict=True)))
        for upper, lower in zip(rows[::2], rows[1::2], strict=True)
    ]
