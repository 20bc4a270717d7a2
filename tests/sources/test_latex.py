import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.sources.latex import plain


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (r"C. Bal\'azs", "C. Balázs"),
        (r"Garc{\'\i}a", "García"),
        (r"\L{}ukasz \O stby", "Łukasz Østby"),
        (r"Nguy\~{\^e}n", "Nguyễn"),
        (r"Erd\H{o}s and Fran\c cois", "Erdős and François"),
        ("{B}ig {BERT}", "Big BERT"),
        (r"50\% of \& \#1", "50% of & #1"),
        ("100% sure {A}", "100% sure A"),
        (r"$\alpha^{2}$ {\em and} \(x_{i}\)", r"$\alpha^{2}$ and \(x_{i}\)"),
        ("Jean~Paul", "Jean Paul"),
        ("{A} -- ``b'' --- {c}%", "A – “b” — c%"),
        (r"\'{A} -- ``b'' --- {c}%", "Á – “b” — c%"),
        ("no LaTeX: 100% 'quoted'", "no LaTeX: 100% 'quoted'"),
        ("", ""),
    ],
)
def test_text_is_read_as_people_read_it(text: str, read: str) -> None:
    assert plain(text) == read


@given(st.text(st.sampled_from("\\{}$~%'\"^abc \n&#_[]-`"), max_size=60))
def test_any_text_is_survived(text: str) -> None:
    assert isinstance(plain(text), str)


@pytest.mark.parametrize(
    "text", ["{" * 30_000, "{" * 5000, "{}" * 5000, "\\" * 9999, r"\'" * 5000, "$" * 5001]
)
def test_no_text_takes_long(text: str) -> None:
    begin = time.perf_counter()
    plain(text)
    assert time.perf_counter() - begin < 5
