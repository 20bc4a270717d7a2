from kg.cli.commands import kg
from kg.cli.console import main

__all__ = ["kg", "main"]
