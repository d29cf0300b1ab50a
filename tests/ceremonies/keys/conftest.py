"""What tests of keys share."""

import pytest

from tests.key_table import KeyTable


@pytest.fixture
def table():
    return KeyTable()


@pytest.fixture
def refused(table):
    """The rule that refuses an action, which then changed nothing."""

    def refuse(rule, action):
        refusal = table.refusal(action)
        assert refusal.rule == rule, refusal
        return refusal.sentence

    return refuse
