"""The short process that looks at tokens: one question on standard input, one answer on standard output.

Started by ``asking.py``. It has no workspace open, and ends after its answer; so a PIN lives here as long as the look.
"""

import os
import sys

import msgspec

from app.strongroom.tokens import messages
from app.strongroom.tokens.elsewhere import seen_elsewhere
from app.strongroom.tokens.stores import store_for
from ceremonies.errors import KeyroomError
from ceremonies.secret import Secret
from ceremonies.tokens.mark import mark_of
from ceremonies.tokens.port import TokenStore
from ceremonies.tokens.probe import probe


def main() -> None:
    """Answer the one question."""
    out = os.dup(sys.stdout.fileno())
    # a module that prints must not print into the answer
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    question = msgspec.json.decode(sys.stdin.buffer.read(), type=messages.Question)
    reply = _answered(question)
    with os.fdopen(out, "wb") as answer:
        answer.write(msgspec.json.encode(reply))


def _answered(question: messages.Question) -> messages.Reply:
    try:
        return _answer(question, store_for(question.kind, question.module, question.parameters))
    except KeyroomError as error:
        return messages.Failed(error=type(error).__name__, sentence=str(error))


def _answer(question: messages.Question, store: TokenStore) -> messages.Reply:
    match question:
        case messages.List():
            found = store.tokens()
            return messages.Listed(tokens=tuple(messages.Marked(token=one, mark=mark_of(store, one)) for one in found))
        case messages.Try():
            return _tried(question, store)
        case messages.Look():
            with store.open(question.label, question.serial, _pin_of(question), write=False) as session:
                return messages.Looked(seen=any(one.label == question.wanted for one in session.objects()))


def _tried(asked: messages.Try, store: TokenStore) -> messages.Tried:
    pin = _pin_of(asked)

    def elsewhere(wanted: str) -> bool:
        return seen_elsewhere(
            asked.kind,
            asked.module,
            wanted,
            label=asked.label,
            serial=asked.serial,
            pin=pin,
            parameters=asked.parameters,
        )

    return messages.Tried(probe=probe(store, asked.label, asked.serial, pin, elsewhere=elsewhere))


def _pin_of(asked: messages.Address) -> Secret | None:
    return None if asked.pin is None else Secret(asked.pin)


if __name__ == "__main__":
    main()
