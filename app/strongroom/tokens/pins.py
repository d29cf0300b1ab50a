"""What is said of PINs that don't fit: as much about tries left as the token admits."""

from ceremonies.tokens.port import TokenInfo, Who


def wrong_pin_sentence(token: TokenInfo, who: Who = "user") -> str:
    """What to say after a wrong PIN: as much about tries left as the token admits."""
    return f"That is not the {pin_of(who)} of {token.name}. {tries_left(token.flags, who)} Try again."


def locked_sentence(token: TokenInfo, who: Who = "user") -> str:
    """What to say when no PIN is taken any more."""
    way_on = (
        "Its Security Officer must set a new user PIN, or the act goes on with another token."
        if who == "user"
        else "Only its maker's way of making it new is left."
    )
    return f"The {pin_of(who)} of {token.name} is locked after too many wrong tries. {way_on}"


def tries_left(flags: tuple[str, ...], who: Who = "user") -> str:
    """What the token admits about tries left."""
    whose = pin_of(who)
    if f"{whose} locked" in flags:
        return "It is locked now."
    if f"{whose} final try" in flags:
        return "One try is left before it locks."
    if f"{whose} count low" in flags:
        return "The token counts wrong tries, and doesn't say how many are left."
    return "The token says nothing about tries left."


def pin_of(who: Who) -> str:
    """Whose PIN, as sentences and flags name it."""
    return "SO PIN" if who == "SO" else "user PIN"
