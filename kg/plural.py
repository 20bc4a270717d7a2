"""Numbers with their nouns, for people."""


def plural(count: int, noun: str) -> str:
    """A count with its noun.

    >>> plural(1, "paper"), plural(2431, "paper"), plural(3, "category")
    ('1 paper', '2,431 papers', '3 categories')
    """
    if count != 1:
        noun = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{count:,} {noun}"
