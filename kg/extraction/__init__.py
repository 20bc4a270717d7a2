from kg.extraction.setting import DEFAULT, Setting, load_reader

__all__ = ["DEFAULT", "Setting", "load_reader"]
