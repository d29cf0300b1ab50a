"""Where a DER value ends: some tokens wrap trailing zeros along with a PKCS #8 (X.690, 8.1)."""


def der_length(der: bytes) -> int:
    """How many bytes the first value in ``der`` takes, with its header; ``der`` may go on behind it."""
    header, short_form, octet = 2, 0x80, 8
    if len(der) < header:
        return len(der)
    if der[1] < short_form:
        return header + der[1]
    count = der[1] - short_form
    length = 0
    for one in der[header : header + count]:
        length = (length << octet) | one
    return header + count + length
