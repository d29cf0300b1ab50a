"""Tokens as the strong room reaches them: PKCS #11 modules, and the software token of rehearsals."""
