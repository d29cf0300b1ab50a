"""Tokens that make the trouble that SoftHSM doesn't: they lock, are pulled out in the middle, or are full.

Each goes before a real store of the port and passes on everything else.
"""

from ceremonies.errors import PinLocked, TokenFull, TokenGone


class Passing:
    """Passes everything on to what it stands before."""

    def __init__(self, inner):
        self._inner = inner

    def __getattr__(self, name):
        return getattr(self._inner, name)


class PassingSession(Passing):
    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self._inner.close()


class LockedTokens(Passing):
    """Every token takes no more PINs."""

    def open(self, label, serial, pin, *, write=True):
        if pin is not None:
            raise PinLocked(f"The user PIN of {label} (serial {serial}) is locked after too many wrong tries.")
        return self._inner.open(label, serial, pin, write=write)


class UnpluggedTokens(Passing):
    """The token is pulled out at the ``after``-th call of any session, and stays out."""

    def __init__(self, inner, after):
        super().__init__(inner)
        self.left = after

    def open(self, label, serial, pin, *, write=True):
        self.count(label, serial)
        return _Unplugged(self._inner.open(label, serial, pin, write=write), lambda: self.count(label, serial))

    def count(self, label, serial):
        if self.left <= 0:
            raise TokenGone(
                f"{label} (serial {serial}) is gone. Plug it in again; what was not acknowledged didn't happen."
            )
        self.left -= 1


class _Unplugged(PassingSession):
    def __init__(self, inner, count):
        super().__init__(inner)
        self._count = count

    def __getattr__(self, name):
        found = super().__getattr__(name)
        if name == "close" or not callable(found):
            return found

        def counted(*args, **kwargs):
            self._count()
            return found(*args, **kwargs)

        return counted


class FullTokens(Passing):
    """Nothing more fits on the token; session objects still do."""

    def open(self, label, serial, pin, *, write=True):
        return _Full(self._inner.open(label, serial, pin, write=write))


class _Full(PassingSession):
    def put_private(self, label, value):  # noqa: ARG002 - as the port has it
        raise TokenFull(f"{self.info.name} is full and can't keep {label}. Destroy what is no longer needed on it.")

    def generate_ec(self, label, *, session, extractable, wrap_with_trusted=False):
        if not session:
            raise TokenFull(f"{self.info.name} is full and can't make the key {label}.")
        return self._inner.generate_ec(
            label, session=session, extractable=extractable, wrap_with_trusted=wrap_with_trusted
        )
