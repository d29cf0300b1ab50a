"""Exit codes of every command, in one table."""

from enum import IntEnum


class Exit(IntEnum):
    """What a command's end means to whoever called it."""

    GOOD = 0
    PROBLEM = 1  # a problem was found and named
    MISUSE = 2  # wrong use: arguments, files, passphrase
    STOPPED = 3  # the act could not be carried out; the record stands
    UNVERIFIED = 4  # the ledger does not verify
