from kg.extraction.pipeline import MODEL, RULES, find_mentions, load_pipeline

__all__ = ["MODEL", "RULES", "find_mentions", "load_pipeline"]
