"""The tokens of one PKCS #11 module. What each method does is said in the port."""

from typing import Final

from pkcs11 import exceptions
from pkcs11.types import Token

from app.strongroom.tokens import templates
from app.strongroom.tokens.answers import as_sentences, sentence
from app.strongroom.tokens.cryptoki import LABEL_BYTES, SECURITY_OFFICER, USER, Cryptoki
from app.strongroom.tokens.pins import locked_sentence, pin_of, wrong_pin_sentence
from app.strongroom.tokens.pkcs11_session import Pkcs11Session
from app.strongroom.tokens.reading import token_info
from ceremonies.errors import PinLocked, TokenGone, TokenRefused, Unusable, WrongPin
from ceremonies.secret import Secret
from ceremonies.tokens.port import TokenInfo, Who

_WHO: Final = {"user": USER, "SO": SECURITY_OFFICER}
_PIN_ANSWERS = (exceptions.PinIncorrect, exceptions.PinInvalid, exceptions.PinLocked)


class Pkcs11Tokens:
    """Every token of one module; implements the port's ``TokenStore``."""

    def __init__(self, path: str, parameters: str = "") -> None:
        """Load the module.

        Args:
            path: its file.
            parameters: what it wants to be started with; only NSS softokn does.

        Raises:
            BadModule: it can't be loaded or started.
        """
        self._module = Cryptoki(path, parameters)
        self._open: set[tuple[str, str]] = set()

    def tokens(self) -> tuple[TokenInfo, ...]:
        """See the port."""
        return tuple(info for _, info in self._present())

    def open(self, label: str, serial: str, pin: Secret | None, *, write: bool = True) -> Pkcs11Session:
        """See the port."""
        token, info = self._one(label, serial)
        address = (label, serial)
        if address in self._open:
            raise TokenRefused(f"A session with {info.name} is open already. End it first.")
        with as_sentences(info, "open a session"):
            opened = token.open(rw=write, attribute_mapper=templates.mapper())
        session = Pkcs11Session(self._module, opened, info, lambda: self._open.discard(address))
        self._open.add(address)
        if pin is not None:
            self._log_in(session, label, serial, pin, "user")
        return session

    def initialise(self, label: str, serial: str, *, new_label: str, so_pin: Secret, pin: Secret) -> TokenInfo:
        """See the port."""
        token, info = self._one(label, serial)
        self._check_label(new_label, but=label)
        self._renew(token, info, new_label, so_pin)
        made = self._called(new_label)
        with self.open(made.label, made.serial, None) as session:
            self._log_in(session, made.label, made.serial, so_pin, "SO")
            with as_sentences(made, "take a user PIN"):
                self._module.initialise_pin(session.number, pin)
        return self._called(new_label)

    def change_pin(self, label: str, serial: str, *, old: Secret, new: Secret, who: Who = "user") -> None:
        """See the port."""
        with self.open(label, serial, None) as session:
            self._log_in(session, label, serial, old, who)
            with as_sentences(session.info, "change a PIN"):
                self._module.set_pin(session.number, old, new)

    def zeroise(self, label: str, serial: str, *, so_pin: Secret) -> TokenInfo:
        """See the port."""
        token, info = self._one(label, serial)
        self._renew(token, info, label, so_pin)
        return self._called(label)

    def finish(self) -> None:
        """Stop the module: every session ends."""
        self._module.finish()

    def _present(self) -> list[tuple[Token, TokenInfo]]:
        found = []
        try:
            slots = self._module.library.get_slots()
        except exceptions.PKCS11Error:
            raise TokenGone(f"The module {self._module.path} lists no slots. Check reader and token.") from None
        for slot in slots:
            try:
                token = slot.get_token()
            except exceptions.PKCS11Error:
                continue  # an empty slot, or one whose token can't be read
            found.append((token, token_info(token, self._module.path)))
        return found

    def _one(self, label: str, serial: str) -> tuple[Token, TokenInfo]:
        """The token of that label and serial.

        Raises:
            TokenGone: there is none.
            TokenRefused: there are several.
        """
        found = [one for one in self._present() if (one[1].label, one[1].serial) == (label, serial)]
        if len(found) > 1:
            raise TokenRefused(f"{len(found)} tokens are called {found[0][1].name}. Unplug all but one.")
        if not found:
            asked = f"{label or 'without a label'} (serial {serial or 'none'})"
            raise TokenGone(f"No token {asked} is plugged in. Plug it in and try again.")
        return found[0]

    def _called(self, label: str) -> TokenInfo:
        """The token of that label: its serial, and slot, may be others since it was made new."""
        found = [info for info in self.tokens() if info.label == label]
        if len(found) != 1:
            raise TokenGone(f"The token {label} was made new and isn't there now. Plug it in again and look.")
        return found[0]

    def _check_label(self, label: str, but: str) -> None:
        if not label.strip() or len(label.encode()) > LABEL_BYTES:
            raise Unusable(f"A token's label has 1 to {LABEL_BYTES} bytes. Choose another.")
        if label != but and any(one.label == label for one in self.tokens()):
            raise TokenRefused(f"A token called {label} is plugged in already. Choose another label.")

    def _renew(self, token: Token, info: TokenInfo, label: str, so_pin: Secret) -> None:
        if (info.label, info.serial) in self._open:
            raise TokenRefused(f"A session with {info.name} is open. End it first.")
        try:
            self._module.initialise_token(token.slot.slot_id, so_pin, label)
        except _PIN_ANSWERS as answer:
            raise self._about_pin(answer, info, "SO") from None
        except exceptions.PKCS11Error as error:
            raise sentence(error, info, "be made new") from None

    def _log_in(self, session: Pkcs11Session, label: str, serial: str, pin: Secret, who: Who) -> None:
        try:
            self._module.log_in(session.number, _WHO[who], pin)
        except _PIN_ANSWERS as answer:
            session.close()
            raise self._about_pin(answer, self._one(label, serial)[1], who) from None
        except exceptions.PKCS11Error as error:
            session.close()
            raise sentence(error, session.info, "log in") from None

    def _about_pin(self, answer: exceptions.PKCS11Error, now: TokenInfo, who: Who) -> WrongPin | PinLocked:
        if isinstance(answer, exceptions.PinLocked) or f"{pin_of(who)} locked" in now.flags:
            return PinLocked(locked_sentence(now, who))
        return WrongPin(wrong_pin_sentence(now, who))
