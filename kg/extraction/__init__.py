from kg.extraction.pipeline import RULES, find_mentions, load_pipeline

__all__ = ["RULES", "find_mentions", "load_pipeline"]
