"""Key Custodians: how they are appointed, called, excluded and let go, and the sealed register of who they are."""
