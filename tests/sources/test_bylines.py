import pytest

from kg.sources.bylines import inverted, names, without_tex


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Ada Byron, Karl Gauss and Niels Bohr", ["Ada Byron", "Karl Gauss", "Niels Bohr"]),
        ("Ada Byron, Karl Gauss, and Niels Bohr", ["Ada Byron", "Karl Gauss", "Niels Bohr"]),
        ("Ada Byron (1), Karl Gauss (1 and 2) ((1) Here, (2) There)", ["Ada Byron", "Karl Gauss"]),
        ("A. Byron (Meadow, Fold (North)), K. Gauss", ["A. Byron", "K. Gauss"]),
        ("Sheep Collaboration: A. Byron, K. Gauss", ["Sheep Collaboration", "A. Byron", "K. Gauss"]),
        ("Karl\n  Gauss Jr., Ada Byron", ["Karl Gauss Jr.", "Ada Byron"]),
        ("Karl Gau\\ss, \\'Evariste Galois", ["Karl Gauß", "Évariste Galois"]),
        ("Ferdinand Sanders, Rand Anders", ["Ferdinand Sanders", "Rand Anders"]),
        ("", []),
    ],
)
def test_a_byline_is_split_into_names_without_affiliations(line: str, found: list[str]) -> None:
    assert names(line) == found


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"Kurt G\"odel", "Kurt Gödel"),
        (r"Kurt G{\"o}del", "Kurt Gödel"),
        (r"Kurt G\"{o}del", "Kurt Gödel"),
        (r"Petr Ho\v{r}ava", "Petr Hořava"),
        (r"Mart\'{\i}n, Mart\'\in", "Martín, Martín"),
        (r"S\o ren, S{\o}ren, S\o{}ren", "Søren, Søren, Søren"),
        (r"\AA ngstr\"om", "Ångström"),
        (r"Fran\c{c}ois, Fran\c cois", "François, François"),
        (r"\c", r"\c"),
        ("no {tex} here", "no {tex} here"),
    ],
)
def test_letters_written_in_tex_become_letters(tex: str, text: str) -> None:
    assert without_tex(tex) == text


@pytest.mark.parametrize(
    ("written", "turned"),
    [
        ("Byron, Ada", "Ada Byron"),
        ("van der Sheep, A. B.", "A. B. van der Sheep"),
        ("Gauß, Karl, Jr.", "Karl Gauß Jr."),
        ("Gauß, Jr., Karl", "Karl Gauß Jr."),
        ("Ada Byron", "Ada Byron"),
        ("Gauß, Jr.", "Gauß Jr."),
        (", ", ""),
        ("1, 2", ""),
    ],
)
def test_a_name_with_the_family_first_is_turned(written: str, turned: str) -> None:
    assert inverted(written) == turned
