"""The strong room: the process that holds tokens, shares and PINs, with its private screens."""
