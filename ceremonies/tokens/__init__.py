"""Tokens: what a token is asked for, the probe that it must pass, and the register of those that were entered."""
