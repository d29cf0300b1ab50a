"""A custody register with one Key Component in it, and an empty one."""

import pytest

from tests.ceremonies.custody.custody_table import CustodyTable


@pytest.fixture
def empty(written, noon):
    return CustodyTable(written, noon)


@pytest.fixture
def table(empty):
    return empty.stocked()
