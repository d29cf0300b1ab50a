"""The chapters of the recovery report, one a module: what each says, as blocks."""
