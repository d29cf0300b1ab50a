"""Starts strong rooms by another program than the product's, which puts trouble in their way."""

import subprocess
from types import SimpleNamespace

import pytest

from app.strongroom import client
from app.strongroom.client import StrongRoom

USUAL = ["-I", "-m", "app.strongroom"]


def start_by(program: list[str], begin, **named) -> tuple[StrongRoom, subprocess.Popen]:
    """A strong room whose process is ``program`` with the usual arguments after it; and that process."""
    started = []

    def popen(words, **more):
        assert words[1 : 1 + len(USUAL)] == USUAL
        started.append(subprocess.Popen([words[0], "-I", *program, *words[1 + len(USUAL) :]], **more))
        return started[0]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client, "subprocess", SimpleNamespace(**{**vars(subprocess), "Popen": popen}))
        return StrongRoom.start(begin, **named), started[0]
