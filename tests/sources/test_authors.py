import pytest

from kg.sources.authors import join_suffixes, split_names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ada Byron, Karl Gauß", ["Ada Byron", "Karl Gauß"]),
        ("Ada Byron,Karl Gauß", ["Ada Byron", "Karl Gauß"]),
        ("Team Sheep,:,Ada Byron", ["Team Sheep", "Ada Byron"]),
        ("Ada  Byron,, ,", ["Ada Byron"]),
        ("Karl Gauß, Jr., Ada Byron", ["Karl Gauß, Jr.", "Ada Byron"]),
        ("Karl Gauß, III", ["Karl Gauß, III"]),
        ("A Byron,K Gauß…", ["A Byron", "K Gauß"]),
        ("A Byron, et al.", ["A Byron"]),
        ("Sheep Collaboration (A, B), Karl Gauß", ["Sheep Collaboration (A, B)", "Karl Gauß"]),
        ("Ada (B, Karl Gauß", ["Ada (B", "Karl Gauß"]),
        ("Byron, A.; Gauß, K.", ["Byron, A.", "Gauß, K."]),
        ("张三，李四、王五", ["张三", "李四", "王五"]),
        ("Jr.", ["Jr."]),
        ("", []),
        (":", []),
    ],
)
def test_a_line_of_authors_is_split_into_names(text: str, names: list[str]) -> None:
    assert split_names(text) == names


def test_names_given_apart_keep_their_commas() -> None:
    assert join_suffixes(["Byron, Ada", "Karl Gauß", "IV", ":", ""]) == ["Byron, Ada", "Karl Gauß, IV"]
