"""Which tokens a ceremony may use (rules TOKEN-ENROLLED and TOKEN-PROBE). There is no override."""

from ceremonies.errors import Refused
from ceremonies.tokens.mark import check_mark
from ceremonies.tokens.port import TokenInfo
from ceremonies.tokens.state import KnownToken, TokensState, address_of

SOFTWARE = (
    "softhsm",
    "mozilla",
    "nss",
    "opencryptoki",
    "software",
    "keyroom",
    "emulat",
    "simulat",
    "kryoptic",
    "swtpm",
)
"""What the maker or model of a token says that is no hardware, in lower case."""


def check_may_be_used(state: TokensState, label: str, serial: str, *, kind: str) -> KnownToken:
    """The token, if a ceremony in this kind of workspace may use it.

    Args:
        state: the register.
        label: the token's.
        serial: the token's.
        kind: "production" or "rehearsal".

    Raises:
        Refused: TOKEN-PROBE: it wasn't tried, or failed. TOKEN-ENROLLED: it isn't for this kind of workspace.
    """
    known = state.tokens.get(address_of(label, serial))
    if known is None:
        raise Refused(
            "TOKEN-ENROLLED", f"No token {label} (serial {serial}) stands in this record. Look at the tokens first."
        )
    check_mark(known.mark, kind, info_of(known))
    check_probed(known)
    if kind == "production" and not known.enrolled_at:
        raise Refused(
            "TOKEN-ENROLLED",
            f"{label} (serial {serial}) isn't enrolled. Production uses only a token that two people entered by serial "
            "and certificate number.",
        )
    return known


def check_probed(known: KnownToken) -> None:
    """The token passed its last probe.

    Raises:
        Refused: TOKEN-PROBE.
    """
    name = f"{known.label} (serial {known.serial})"
    if not known.probed_at:
        raise Refused("TOKEN-PROBE", f"{name} was never tried. Probe it before anything is trusted to it.")
    if not known.probe_passed:
        because = known.failures[0] if known.failures else "it makes no keys"
        raise Refused("TOKEN-PROBE", f"{name} failed its probe: {because} Use another token.")


def check_fit_for_production(token: TokenInfo) -> None:
    """A token that production may use at all.

    Raises:
        Refused: TOKEN-ENROLLED: it is software, or its slot doesn't say that it is hardware.
    """
    says = f"{token.manufacturer} {token.model}".casefold()
    named = next((one for one in SOFTWARE if one in says), "")
    if token.kind == "software" or named:
        raise Refused(
            "TOKEN-ENROLLED",
            f"{token.name} is software ({token.manufacturer}, {token.model}). Production uses hardware only.",
        )
    if not token.hardware:
        raise Refused(
            "TOKEN-ENROLLED",
            f"The slot of {token.name} doesn't say that it is hardware (CKF_HW_SLOT). Production uses hardware only.",
        )


def info_of(known: KnownToken) -> TokenInfo:
    """A token of the register as the port describes one."""
    return TokenInfo(
        kind="software" if known.kind == "software" else "pkcs11",
        module=known.module,
        label=known.label,
        serial=known.serial,
        manufacturer=known.manufacturer,
        model=known.model,
        hardware=known.hardware,
        flags=tuple(known.flags),
    )
