"""A PKCS #11 module, loaded and started; and the few of its functions that python-pkcs11 doesn't offer.

python-pkcs11 always starts a module with ``C_Initialize(NULL)``: then SoftHSM crashes when two threads call it, and NSS
softokn doesn't start at all. So the module is started here, with operating-system locking and, where it wants them,
parameters. ``C_InitToken``, ``C_Login`` and ``C_Logout`` are called here too: python-pkcs11 has no ``C_InitToken``, and
its login leaves the session open when the PIN is wrong.

Sources: PKCS #11 v2.40 base specification, 5.4 to 5.6; for ``LibraryParameters``, NSS ``pkcs11t.h``.
"""

import ctypes
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from pkcs11 import _pkcs11, exceptions

from ceremonies.errors import BadModule
from ceremonies.secret import Secret

USER: Final = 1
SECURITY_OFFICER: Final = 0
LABEL_BYTES: Final = 32

_OS_LOCKING_OK = 2
_OK = 0
_ALREADY_INITIALISED = 0x191
_CANT_LOCK = 0x09

_FUNCTIONS: Mapping[str, int] = MappingProxyType(
    {
        "C_Initialize": 0,
        "C_Finalize": 1,
        "C_InitToken": 9,
        "C_InitPIN": 10,
        "C_SetPIN": 11,
        "C_Login": 18,
        "C_Logout": 19,
    }
)
"""Places in CK_FUNCTION_LIST, after its version."""

_CODES: Mapping[int, type[exceptions.PKCS11Error]] = MappingProxyType(
    {
        0x02: exceptions.HostMemory,
        0x03: exceptions.SlotIDInvalid,
        0x05: exceptions.GeneralError,
        0x06: exceptions.FunctionFailed,
        0x07: exceptions.ArgumentsBad,
        0x30: exceptions.DeviceError,
        0x31: exceptions.DeviceMemory,
        0x32: exceptions.DeviceRemoved,
        0x54: exceptions.FunctionNotSupported,
        0xA0: exceptions.PinIncorrect,
        0xA1: exceptions.PinInvalid,
        0xA2: exceptions.PinLenRange,
        0xA3: exceptions.PinExpired,
        0xA4: exceptions.PinLocked,
        0xB3: exceptions.SessionHandleInvalid,
        0xB5: exceptions.SessionReadOnly,
        0xB6: exceptions.SessionExists,
        0xE0: exceptions.TokenNotPresent,
        0xE1: exceptions.TokenNotRecognised,
        0xE2: exceptions.TokenWriteProtected,
        0x100: exceptions.UserAlreadyLoggedIn,
        0x101: exceptions.UserNotLoggedIn,
        0x102: exceptions.UserPinNotInitialized,
        0x104: exceptions.AnotherUserAlreadyLoggedIn,
    }
)
"""PKCS #11 v2.40, 3.8: what the functions called here may answer."""


class _InitialiseArguments(ctypes.Structure):
    """CK_C_INITIALIZE_ARGS as NSS has it: with ``LibraryParameters`` before the reserved pointer.

    To any other module the added member is the reserved pointer, which must be NULL, as it is without parameters.
    """

    _fields_ = (
        ("create_mutex", ctypes.c_void_p),
        ("destroy_mutex", ctypes.c_void_p),
        ("lock_mutex", ctypes.c_void_p),
        ("unlock_mutex", ctypes.c_void_p),
        ("flags", ctypes.c_ulong),
        ("library_parameters", ctypes.c_char_p),
        ("reserved", ctypes.c_void_p),
    )


class _Started(_pkcs11.lib):
    """python-pkcs11's view of a module that was started here."""

    def initialize(self) -> None:
        """Nothing: it has been."""


class Cryptoki:
    """One module, started once for the life of this process.

    Attributes:
        path: the module's file.
        library: what python-pkcs11 makes of it.
    """

    def __init__(self, path: str, parameters: str = "") -> None:
        """Load and start it.

        Args:
            path: the module's file.
            parameters: what NSS softokn wants to be started with, for example "configdir='sql:/folder' ...".

        Raises:
            BadModule: no such file, no PKCS #11 module, or it doesn't start.
        """
        self.path = path
        self._functions = _function_list(path)
        self._start(parameters)
        try:
            self.library: _pkcs11.lib = _Started(path)
        except exceptions.PKCS11Error as error:
            raise BadModule(
                f"The module {path} doesn't answer ({type(error).__name__}). Check its installation."
            ) from None

    def finish(self) -> None:
        """Stop the module: every session ends."""
        self._call("C_Finalize", ctypes.c_void_p(None))

    def initialise_token(self, slot: int, so_pin: Secret, label: str) -> None:
        """Make a token new, under the SO PIN it has or, if it is new, gets."""
        pin = so_pin.reveal()
        name = label.encode().ljust(LABEL_BYTES)
        self._checked("C_InitToken", ctypes.c_ulong(slot), pin, ctypes.c_ulong(len(pin)), name)

    def initialise_pin(self, session: int, pin: Secret) -> None:
        """Give the user a PIN; the Security Officer is logged in."""
        raw = pin.reveal()
        self._checked("C_InitPIN", ctypes.c_ulong(session), raw, ctypes.c_ulong(len(raw)))

    def set_pin(self, session: int, old: Secret, new: Secret) -> None:
        """Change the PIN of whoever is logged in."""
        was, becomes = old.reveal(), new.reveal()
        self._checked(
            "C_SetPIN", ctypes.c_ulong(session), was, ctypes.c_ulong(len(was)), becomes, ctypes.c_ulong(len(becomes))
        )

    def log_in(self, session: int, who: int, pin: Secret) -> None:
        """Log in, for every session that this process has with the token."""
        raw = pin.reveal()
        self._checked("C_Login", ctypes.c_ulong(session), ctypes.c_ulong(who), raw, ctypes.c_ulong(len(raw)))

    def log_out(self, session: int) -> None:
        """Log out, of every session that this process has with the token."""
        self._checked("C_Logout", ctypes.c_ulong(session))

    def _start(self, parameters: str) -> None:
        arguments = _InitialiseArguments(flags=_OS_LOCKING_OK, library_parameters=parameters.encode() or None)
        answer = self._call("C_Initialize", ctypes.byref(arguments))
        if answer == _CANT_LOCK and not parameters:
            answer = self._call("C_Initialize", ctypes.c_void_p(None))
        if answer == _ALREADY_INITIALISED:
            raise BadModule(f"The module {self.path} is in use in this process already. Close what uses it.")
        if answer != _OK:
            hint = "" if parameters else " Perhaps it wants parameters (NSS softokn does)."
            raise BadModule(f"The module {self.path} doesn't start (code 0x{answer:X}).{hint}")

    def _checked(self, name: str, *arguments: object) -> None:
        answer = self._call(name, *arguments)
        if answer != _OK:
            raise _CODES.get(answer, exceptions.PKCS11Error)(f"{name} answered 0x{answer:X}")

    def _call(self, name: str, *arguments: object) -> int:
        address = self._functions[_FUNCTIONS[name]]
        if not address:
            raise exceptions.FunctionNotSupported(name)
        return int(ctypes.CFUNCTYPE(ctypes.c_ulong)(address)(*arguments))


def _function_list(path: str) -> "ctypes.Array[ctypes.c_void_p]":
    """The module's CK_FUNCTION_LIST, without its version."""
    if not Path(path).is_file():
        raise BadModule(f"There is no module {path}. Check the path.")
    try:
        library = ctypes.CDLL(path)
    except OSError as error:
        raise BadModule(f"The module {path} can't be loaded: {error}. Check that it is for this machine.") from None
    try:
        get_list = library.C_GetFunctionList
    except AttributeError:
        raise BadModule(f"{path} is a library, but no PKCS #11 module. Check the path.") from None
    functions = ctypes.c_void_p()
    if get_list(ctypes.byref(functions)) != _OK or not functions.value:
        raise BadModule(f"The module {path} gives no list of its functions. Check its installation.")
    # the version's two bytes are followed by padding up to the first pointer
    start = functions.value + ctypes.sizeof(ctypes.c_void_p)
    return (ctypes.c_void_p * (max(_FUNCTIONS.values()) + 1)).from_address(start)
