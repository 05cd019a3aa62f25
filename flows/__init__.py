"""How work is run: the line, Prefect flows over it, the ledger, settings, the command line."""

__version__ = "0.1.0"
