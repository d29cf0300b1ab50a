"""The page that tells how to rebuild a key from cards and blob with other people's software (rule WRAP-PORTABLE).

It holds no secret. A test types what stands on it and signs with what comes out.
"""

import msgspec
from reportlab.lib.units import mm

from reports.fonts import BOLD, PLAIN
from reports.page import ACCENT, HEIGHT, RULE, SIDE, fitting
from reports.sheet import MEASURE, Sheet

TITLE = "Rebuilding a key without Keyroom"
PROGRAM = (
    "import getpass, sys",
    "from cryptography.hazmat.primitives import keywrap, serialization as form",
    "from shamir_mnemonic import combine_mnemonics, wordlist",
    "blob = open(sys.argv[1], 'rb').read()",
    "typed = [getpass.getpass('Card: ') for card in range(int(sys.argv[2]))]",
    "places = [[int(card[at:at + 4]) for at in range(0, len(card), 4)] if card.isdigit() else [] for card in typed]",
    "cards = [wordlist.mnemonic_from_indices(line) or card for line, card in zip(places, typed)]",
    "der = keywrap.aes_key_unwrap_with_padding(combine_mnemonics(cards), blob)",
    "more = der[1] - 128 if der[1] > 128 else 0",
    "size = int.from_bytes(der[2:2 + more], 'big') if more else der[1]",
    "private = form.load_der_private_key(der[:2 + more + size], None)",
    "pem = private.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())",
    "open('key.pem', 'xb').write(pem)",
)
"""Python without indentation, so that it can be typed from paper."""


class Step(msgspec.Struct, frozen=True):
    """What is said, and what is typed after it.

    Attributes:
        says: running text.
        typed: lines to type; capitals stand for what differs: BLOB, M and FILE.
    """

    says: str
    typed: tuple[str, ...] = ()


STEPS = (
    Step(
        "This takes M cards of one set and the wrapped key, the blob. The cards are SLIP-39 without a passphrase:"
        " together they give an AES key of 32 bytes (33 words) or 16 (20 words). The blob is the private key as"
        " PKCS#8, wrapped under that AES key by RFC 5649 (AES key wrap with padding). Some tokens put zeros after"
        " the PKCS#8 before they wrap; the program below cuts them off."
    ),
    Step(
        "Whoever carries this out holds the whole key. Decide it as a ceremony would: M Key Custodians, two"
        " witnesses and a record of why. Take a machine that never had a network, and destroy or wipe it afterwards."
        " Before that, bring Python 3.9 or newer, OpenSSL 3 and these packages to it on a medium:",
        ("python3 -m pip install shamir-mnemonic==0.3.0 cryptography",),
    ),
    Step("1. Type this into a file called rebuild.py. No line begins with a space.", PROGRAM),
    Step(
        "2. Run it with the name of the blob's file and the number of cards. It asks for one card after the other"
        " and shows nothing: type its words with single spaces between, or scan its code.",
        ("umask 077", "python3 rebuild.py BLOB M"),
    ),
    Step(
        "3. See that it is the right key: compare the last line with the fingerprint of the public key in the"
        " minutes, or with that of its certificate, made in the same way.",
        (
            "openssl pkey -in key.pem -pubout -out public.pem",
            "openssl pkey -pubin -in public.pem -outform DER -out public.der",
            "openssl dgst -sha256 public.der",
        ),
    ),
    Step(
        "4. Sign what was decided, and check it.",
        (
            "openssl dgst -sha256 -sign key.pem -out signature FILE",
            "openssl dgst -sha256 -verify public.pem -signature signature FILE",
        ),
    ),
    Step("5. Destroy the key, and account for the machine, its disk and its memory.", ("shred -u key.pem",)),
    Step(
        "The parts of the Contingency Symmetric Key have no blob: combine_mnemonics of all of them is that key."
        " Whether shares are whole and belong together is also told by the command shamir recover of the same"
        " package."
    ),
)


def instructions_pdf(made_at: str, banner: str = "") -> bytes:
    """The page as a PDF.

    Args:
        made_at: the date of the document: ISO 8601, UTC.
        banner: REHEARSAL, or empty.
    """
    sheet = Sheet(made_at, title=TITLE, running=TITLE, banner=banner)
    sheet.line(TITLE, SIDE, 35 * mm, font=BOLD, size=19, colour=ACCENT)
    down = 44 * mm
    for step in STEPS:
        down = sheet.paragraph(step.says, SIDE, down) + 1.8 * mm
        if step.typed:
            down = _draw_typed(sheet, step.typed, down) + 3.4 * mm
    return sheet.to_pdf()


def _draw_typed(sheet: Sheet, lines: tuple[str, ...], down: float) -> float:
    """Lines to be typed, with a rule beside them; how far down they reach."""
    size = min(fitting(line, PLAIN, 8.6, MEASURE - 5 * mm) for line in lines)
    lead = size * 1.55
    canvas = sheet.canvas
    canvas.setStrokeColor(RULE)
    canvas.setLineWidth(1.5)
    top = HEIGHT - down + size * 0.6
    canvas.line(SIDE + 1.5 * mm, top, SIDE + 1.5 * mm, top - len(lines) * lead)
    for number, line in enumerate(lines):
        sheet.line(line, SIDE + 5 * mm, down + number * lead + size * 0.4, size=size)
    return down + len(lines) * lead
