"""A value that must not be seen: a passphrase, a PIN, a raw key.

Python can't wipe a string, so this does not claim to. It keeps the value out of everything that prints: ``repr``,
``str``, format strings, tracebacks that show local variables, pickles and copies made by them.
"""

import hmac
import unicodedata
from typing import NoReturn, final

from ceremonies.errors import Misuse


@final
class Secret:
    """Holds bytes or text that nothing prints.

    Text is held as the UTF-8 of its NFC form, so that the same passphrase typed on another keyboard or system
    gives the same bytes.
    """

    __slots__ = ("__value",)

    def __init__(self, value: str | bytes) -> None:
        self.__value = unicodedata.normalize("NFC", value).encode() if isinstance(value, str) else bytes(value)

    def reveal(self) -> bytes:
        """The value. Pass it straight on; a local variable that holds it would stand in a traceback."""
        return self.__value

    def reveal_text(self) -> str:
        """The value as text.

        Raises:
            Misuse: it is not UTF-8.
        """
        try:
            return self.__value.decode()
        except UnicodeDecodeError:
            raise Misuse("The secret is no text.") from None

    def __bool__(self) -> bool:
        return bool(self.__value)

    def __eq__(self, other: object) -> bool:
        """Whether both hold the same bytes, in a time that depends on the length alone."""
        return isinstance(other, Secret) and hmac.compare_digest(self.__value, other.__value)

    # Equal secrets would need equal hashes, and a hash that is printed or compared gives the value away.
    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return "Secret(...)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return "Secret(...)"

    def __reduce__(self) -> NoReturn:
        raise Misuse("A secret is never pickled or copied.")
