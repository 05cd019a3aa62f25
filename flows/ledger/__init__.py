"""The ledger: what became of every file, what was read from it, and every consignment's report."""
