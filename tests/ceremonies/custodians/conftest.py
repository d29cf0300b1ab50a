"""A stream of Key Custodians on which nothing was done yet."""

import pytest

from tests.ceremonies.custodians.custodian_table import CustodianTable


@pytest.fixture
def table(written, noon):
    return CustodianTable(written, noon)
