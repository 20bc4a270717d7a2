from __future__ import annotations

import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kg.names import author_key, normal_form, plain_name, singular, strip_latex

WORDS = st.text("abcdefgiklmnoprtuvwABCDEFGKLMNOPRTUVW0123456789", min_size=3, max_size=9).filter(
    lambda word: not word.casefold().endswith(("i", "u", "ie"))
)
NAMES = st.lists(WORDS, min_size=1, max_size=4)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kettle Neural Operators", "kettle neural operator"),
        ("kettle-neural operator", "Kettle Neural Operator"),
        ("kettle–neural\noperator", "kettle neural operator"),
        ("kettle/neural operator", "kettle neural operator"),
        ("kett\u00adle", "kettle"),
        ("  “kettle net”. ", "kettle net"),
        ("KETs", "KET"),
        ("kettle strategies", "kettle strategy"),
        ("kettle losses", "kettle loss"),
        ("kettle analyses", "kettle analysis"),
        ("kettle boxes", "kettle box"),
        ("kettle optimisation", "kettle optimization"),
        ("kettle optimisations", "kettle optimization"),
        ("signalling", "signaling"),
        ("tumour modelling", "tumor modeling"),
        (r"\textbf{Kettle} net", "kettle net"),
        (r"Kettle$^2$", "Kettle2"),
        ("Kettle²", "Kettle2"),
        ("ｋｅｔｔｌｅ", "kettle"),
        ("kett\u200ble", "kettle"),
        ("STRASSE", "Straße"),
        ("Schrödinger", unicodedata.normalize("NFD", "Schrödinger")),
        (r"Schr\"odinger net", "Schrödinger net"),
        (r"Schr{\"o}dinger net", "Schrödinger net"),
        (r"k\={a}k--Erd\H{o}s net", "kāk-Erdős net"),
        ("Kettle--Pot net", "Kettle-Pot net"),
        ("pour --fast", "pour --fast"),
        (r"Schr\"{o}dinger net", "Schrödinger net"),
        (r"Milankovi\'{c} net", "Milanković net"),
        (r"Ko\v{c}i net", "Koči net"),
        ("GROMACS", "Gromacs"),
        ("multi-kettle brewing", "multikettle brewing"),
        ("Pre-trained kettle", "pretrained kettle"),
        ("fine-tuning", "finetuning"),
        ("kettle neural nets", "kettle neural network"),
        ("kettle biases", "kettle bias"),
        ("kettle matrices", "kettle matrix"),
        ("kettle hypotheses", "kettle hypothesis"),
    ],
)
def test_two_spellings_of_one_name_have_one_normal_form(one: str, other: str) -> None:
    assert normal_form(one) == normal_form(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("C++", "C"),
        ("C#", "C"),
        ("E(3)", "E3"),
        ("GPT-3.5", "GPT-35"),
        ("GPT-3.5", "GPT-3"),
        ("LoRA+", "LoRA"),
        ("SQuAD 2.0", "SQuAD"),
        ("SQuAD 2.0", "SQuAD 20"),
        ("E(3)", "SE(3)"),
        ("A*", "A"),
        ("pi", "π"),
        ("kettle net", "kettlenet"),
        ("Schrödinger", "Schrodinger"),
        ("bus", "bu"),
        ("kettle basis", "kettle basi"),
        ("kettles net", "kettle net"),
        ("CO kettle", "cokettle"),
        ("non-tea net", "nontea net"),
        ("GPS", "GPs"),
        ("point net", "pointnet"),
    ],
)
def test_signs_that_tell_names_apart_are_kept(one: str, other: str) -> None:
    assert normal_form(one) != normal_form(other)


@pytest.mark.parametrize(
    "nothing", ["", " ", "-", "...", "$$", "\\", r"\emph", "\u200b", "''", "— –", "\x00"]
)
def test_a_name_of_nothing_nameable_has_the_empty_normal_form(nothing: str) -> None:
    assert normal_form(nothing).strip("\\") == ""


@given(NAMES)
def test_the_normal_form_forgets_case_hyphens_and_the_plural(words: list[str]) -> None:
    form = normal_form(" ".join(words))
    assert form
    assert normal_form("-".join(words)) == form
    assert normal_form("  ".join(words).upper()) == form
    assert normal_form(" ".join(words).lower()) == form
    assert normal_form(" ".join(words) + "s") == form


@given(NAMES, st.sampled_from(["++", "(3)", "-3.5", "+", " 2.0", "*", "#", "@k"]))
def test_no_sign_of_version_or_make_is_forgotten(words: list[str], sign: str) -> None:
    name = " ".join(words)
    assert normal_form(name + sign) != normal_form(name)
    assert normal_form(name + sign) == normal_form(name.upper() + sign)


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\\"), max_size=30))
def test_the_normal_form_of_a_normal_form_is_itself(text: str) -> None:
    form = normal_form(text)
    # Capitals keep their S ("GROMACS"), so what ends in s may lose it in lower case.
    assume(not form.endswith("s") and singular(form) == form)
    assume(not unicodedata.normalize("NFKC", text).rstrip(" .,;:!?'\"`´‘’“”$^_~{}-/").endswith("s"))
    assert normal_form(form) == form


@given(st.text(max_size=60))
def test_the_normal_form_of_any_text_is_printable_and_holds_single_blanks(text: str) -> None:
    form = normal_form(text)
    assert form == " ".join(form.split())
    assert form.isprintable()
    assert not set(form) & set("-_/$^~{}")


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("networks", "network"),
        ("studies", "study"),
        ("ties", "tie"),
        ("losses", "loss"),
        ("boxes", "box"),
        ("batches", "batch"),
        ("analyses", "analysis"),
        ("loss", "loss"),
        ("status", "status"),
        ("basis", "basis"),
        ("series", "series"),
        ("species", "species"),
        ("gas", "gas"),
        ("KettleAtlas", "KettleAtlas"),
        ("biases", "bias"),
        ("as", "as"),
        ("s", "s"),
        ("", ""),
        ("GROMACS", "GROMACS"),
        ("KETs", "KET"),
        ("QM9s", "QM9"),
        ("network", "network"),
    ],
)
def test_the_singular_drops_only_a_plural_ending(word: str, expected: str) -> None:
    assert singular(word) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"\emph{kettle} net", "kettle net"),
        (r"$\alpha$-kettle", "α-kettle"),
        (r"Ket$_{2}$", "Ket2"),
        (r"50\% of kettles", "50% of kettles"),
        ("kettle", "kettle"),
        (r"\operatorname*{ket}", "ket"),
    ],
)
def test_latex_markup_goes_and_its_contents_stay(text: str, expected: str) -> None:
    assert strip_latex(text) == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ada  Teapot", "ADA TEAPOT", True),
        ("Ada\u00a0Teapot", "Ada Teapot", True),
        ("Zoë Pot", unicodedata.normalize("NFD", "Zoë Pot"), True),
        ("Jean-Luc Pot", "Jean Luc Pot", False),
        ("A. Teapot", "A Teapot", False),
        ("Zoë Pot", "Zoe Pot", False),
        ("Ada Pots", "Ada Pot", False),
    ],
)
def test_people_are_told_apart_by_everything_but_case_and_blanks(one: str, other: str, same: bool) -> None:
    assert (author_key(one) == author_key(other)) is same


@given(st.text(max_size=40))
def test_the_key_of_an_author_key_is_itself(name: str) -> None:
    assert author_key(author_key(name)) == author_key(name)


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        (r"$\textbf{KetNet}$", "KetNet"),
        (r"\textbf{K}ettle-\textbf{N}et", "Kettle-Net"),
        (r"$\underline{\textbf{K}}$ettle", r"$K$ettle"),
        (r"{\sc KetNet}", "KetNet"),
        (r"Schr\"odinger net", "Schrödinger net"),
        (r"Schr{\"o}dinger net", "Schrödinger net"),
        (r"k\={a}k--Erd\H{o}s net", "kāk-Erdős net"),
        ("Kettle--Pot net", "Kettle-Pot net"),
        ("pour --fast", "pour --fast"),
        (r"K\&P 500", "K&P 500"),
        (r"$\mathrm{SO}(3)$ net", "SO(3) net"),
        ("CO$_2$ net", "CO$_2$ net"),
        (r"$\mathcal{K}_2$ net", r"$\mathcal{K}_2$ net"),
        (r"$\varphi$-net", r"$\varphi$-net"),
        ("5 $ tea and $ pot", "5 $ tea and $ pot"),
        ("KetNet", "KetNet"),
    ],
)
def test_a_name_is_shown_without_the_latex_that_only_sets_its_letters(name: str, plain: str) -> None:
    assert plain_name(name) == plain


@given(
    st.lists(
        st.sampled_from(
            [
                "$",
                "{",
                "}",
                "Ket",
                "x",
                "_",
                "^2",
                " ",
                "-",
                r"\&",
                r"\textbf{",
                r"\emph{Tea}",
                r"{\sc ",
                r"\"o",
            ]
        )
    ).map("".join)
)
def test_the_shown_name_has_the_normal_form_of_the_written_one(name: str) -> None:
    assert normal_form(plain_name(name)) == normal_form(name)


def test_greek_letters_of_latex_tell_names_apart_and_are_those_of_unicode() -> None:
    forms = [
        normal_form(name) for name in (r"$\beta$-kettle", r"$\alpha$-kettle", "kettle", r"$k$-$\epsilon$ pot")
    ]
    assert forms == ["β kettle", "α kettle", "kettle", "k ε pot"]
    assert normal_form("β-kettle") == forms[0]
