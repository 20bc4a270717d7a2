from kg.export.formats import FORMATS, export
from kg.export.whole import written_whole

__all__ = ["FORMATS", "export", "written_whole"]
