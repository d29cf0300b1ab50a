"""Certificates and revocation lists of the Organisation Certification Authorities, and the wrapped Contingency key.

What is to be signed is prepared, shown, and signed elsewhere; what comes back is finished and read again. No private
key is ever here. ``cryptography`` builds, ``asn1crypto`` builds a second time and reads: both must give the same bytes.

Sources: RFC 5280, RFC 2986 (requests), RFC 5934 (apex contingency key), RFC 5649 (key wrap), GBCS section 12.
"""
