"""The register of Parties: who they are, who may confirm and submit for them, which methods are open to them."""
