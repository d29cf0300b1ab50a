"""M#N shares of a key: split, prove, take back, recover (SLIP-39), and the carriers they lie on.

Some modules here import the libraries of shares. They run inside the strong room, and in the command that inspects
shares; never in the process that keeps the record. ``limits``, ``share``, ``commitment`` and ``check_value`` import
none and may be used anywhere.
"""
