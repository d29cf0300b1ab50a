"""Messages on a pipe: whole or not at all, and no wait for ever."""

import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.strongroom.frames import LONGEST, Gone, Late, Pipe, read_message, write_message


@pytest.fixture
def pipe():
    """A pipe to a process that sends back what it gets."""
    theirs_in, ours_out = os.pipe()
    ours_in, theirs_out = os.pipe()
    echo = (
        "import sys\n"
        "from app.strongroom.frames import read_message, write_message\n"
        "while (message := read_message(int(sys.argv[1]))) is not None:\n"
        "    if message == b'die': break\n"
        "    if message != b'silence': write_message(int(sys.argv[2]), message)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", echo, str(theirs_in), str(theirs_out)], pass_fds=(theirs_in, theirs_out)
    )
    os.close(theirs_in)
    os.close(theirs_out)
    made = Pipe(ours_in, ours_out, os.pidfd_open(process.pid))
    yield made
    process.kill()
    process.wait()
    made.close()


@pytest.mark.parametrize("length", [0, 1, 65_536, 3_000_000])
def test_a_message_comes_back_whole(pipe, length):
    message = os.urandom(length)
    pipe.send(message)
    assert pipe.receive() == message


def test_a_process_that_ends_is_noticed_at_once(pipe):
    pipe.send(b"die")
    with pytest.raises(Gone):
        pipe.receive()
    with pytest.raises(Gone):
        pipe.send(bytes(2_000_000))


def test_one_that_says_nothing_is_not_waited_for_longer_than_patience(pipe):
    pipe.send(b"silence")
    with pytest.raises(Late):
        pipe.receive(patience=0.05)


def test_what_was_said_before_the_end_is_still_read(pipe):
    pipe.send(b"last words")
    pipe.send(b"die")
    assert pipe.receive() == b"last words"


@given(st.binary(max_size=2000))
def test_a_message_is_read_as_it_was_written(message):
    reading, writing = os.pipe()
    write_message(writing, message)
    os.close(writing)
    assert read_message(reading) == message
    assert read_message(reading) is None
    os.close(reading)


@pytest.mark.parametrize("cut", [b"", b"\x00", b"\x00\x00\x00\x05abc", (LONGEST + 1).to_bytes(4, "big")])
def test_what_is_cut_short_or_too_long_is_no_message(cut):
    reading, writing = os.pipe()
    os.write(writing, cut)
    os.close(writing)
    assert read_message(reading) is None
    os.close(reading)
