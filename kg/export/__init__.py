from kg.export.formats import FORMATS, export

__all__ = ["FORMATS", "export"]
