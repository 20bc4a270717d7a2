from __future__ import annotations

from kg.about import Evidence, sentences


def quote(start: int, before: str, exact: str, after: str) -> Evidence:
    return Evidence(before=before, exact=exact, after=after, confidence=0.9, start=start)


def test_sentences_that_prove_come_before_the_title_that_names() -> None:
    title = quote(0, "", "KettleNet", ": a pot")
    first = quote(34, "We propose ", "KettleNet", ".")
    second = quote(60, "Here ", "KettleNet", " pours.")
    assert [sentence for sentence, _ in sentences([title, second, first])] == [
        "We propose KettleNet.",
        "Here KettleNet pours.",
        "KettleNet: a pot",
    ]


def test_a_sentence_stands_once_with_all_words_that_prove_it() -> None:
    one, two = quote(34, "Our ", "pot", " is a pot."), quote(43, "Our pot is a ", "pot", ".")
    assert sentences([two, one]) == [("Our pot is a pot.", [(4, 7), (13, 16)])]
