"""A file of corrections says what it may, and is refused with file and line where it says anything else."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.corrections import NONE, Correction, Sort, load
from kg.errors import CorrectionsError
from kg.model import Kind, Role


def written(folder: Path, text: str, name: str = "kg.corrections.toml") -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def rules(folder: Path, text: str) -> tuple[Correction, ...]:
    return load([written(folder, text)]).rules


def test_every_table_is_a_correction_with_its_line(tmp_path: Path) -> None:
    found = rules(
        tmp_path,
        """# what kg gets wrong
[[not-an-entity]]
name = ["tea", "pot"]
type = "method"
category = "cs"

[[wrong-type]]
name = "Tea9"
right = "Dataset"

[[same-as]]
names = ["tea net", "TN"]
label = "Tea Network"

[[role]]
paper = "arXiv:2512.02315v2"
name = "tea net"
role = "comparesWith"

[[different-people]]
name = "Ann  Author"
papers = [["https://arxiv.org/abs/2512.00001"], ["doi:10.1000/X", "math/0306266v1"]]
""",
    )
    assert [(rule.sort, rule.line) for rule in found] == [
        (Sort.NOT_AN_ENTITY, 2),
        (Sort.WRONG_TYPE, 7),
        (Sort.SAME_AS, 11),
        (Sort.ROLE, 15),
        (Sort.DIFFERENT_PEOPLE, 20),
    ]
    assert (found[0].names, found[0].kinds, found[0].categories) == (("tea", "pot"), (Kind.METHOD,), ("cs",))
    assert (found[1].right, found[1].kinds) == (Kind.DATASET, (Kind.METHOD, Kind.TASK))
    assert (found[2].label, found[2].forms) == ("Tea Network", ("tea net", "tn", "tea network"))
    assert (found[3].papers, found[3].role, found[3].kinds) == (
        ("2512.02315",),
        Role.COMPARES,
        (Kind.METHOD, Kind.DATASET),
    )
    assert found[4].people == (("2512.00001",), ("doi:10.1000/x", "math/0306266"))
    assert found[4].names == ("Ann Author",)


def test_no_file_is_no_correction_and_files_are_told_apart_by_their_bytes(tmp_path: Path) -> None:
    assert load([]) == NONE
    assert NONE.digest == ""
    one = load([written(tmp_path, '[[not-an-entity]]\nname = "tea"\n')])
    other = load([written(tmp_path, '[[not-an-entity]]\nname = "pot"\n')])
    assert len({one.digest, other.digest, ""}) == 3
    assert one.files[0][0] == "kg.corrections.toml"


def test_lines_are_right_where_a_text_looks_like_a_table(tmp_path: Path) -> None:
    text = 'a = 1\n[[not-an-entity]]\nname = """tea\n[[not-an-entity]]\npot"""\n[[not-an-entity]]\nname = "cup"\n'
    assert [rule.line for rule in rules(tmp_path, text.removeprefix("a = 1\n"))] == [1, 5]


@pytest.mark.parametrize(
    ("text", "line", "complaint"),
    [
        ('[[not-an-entity]]\nname = "tea\n', 2, "is not TOML"),
        ("\n\n[[not-an-entity]\n", 3, "is not TOML"),
        ('[[not-an-entities]]\nname = "tea"', 1, "did you mean 'not-an-entity'?"),
        ("colour = 1", 1, "there are: not-an-entity, wrong-type"),
        ("\ncolours = []", 2, "there are: not-an-entity, wrong-type"),
        ('[not-an-entity]\nname = "tea"', 1, "write [[not-an-entity]]"),
        ('[[wrong_type]]\nname = "tea"', 1, "did you mean 'wrong-type'?"),
        ('\n[[not-an-entity]]\nname = "tea"\nkind = "Task"', 4, "has no key 'kind'"),
        ('[[better-name]]\nname = "tea"\nlabels = "Tea"', 3, "did you mean 'label'?"),
        ('[[better-name]]\nname = "tea"', 1, "needs 'label'"),
        ('[[same-as]]\nnames = ["tea"]', 2, "needs two names"),
        ('[[same-as]]\nnames = ["tea", ""]', 2, "empty name"),
        ('[[same-as]]\nnames = "tea"\nlabel = ["a", "b"]', 3, "'label' is one name"),
        ('[[different-from]]\nnames = ["tea pot", "Tea-Pots"]', 2, "so they are one name"),
        ("[[not-an-entity]]\nname = 3", 2, "a text or a list of texts"),
        ("[[not-an-entity]]\nname = []", 2, "a text or a list of texts"),
        ('[[wrong-type]]\nname = "tea"\nright = "Drink"', 3, "Method, Dataset or Task, not 'Drink'"),
        ('[[wrong-type]]\nname = "tea"\nright = "Task"\ntype = "Task"', 4, "are both Task"),
        ('[[role]]\nname = "tea"\npaper = "2512.00001"\nrole = "drinks"', 4, "introduces, uses, compares"),
        ('[[role]]\nname = "tea"\npaper = "2512.00001"\nrole = ["uses"]', 4, "introduces, uses, compares"),
        (
            '[[role]]\nname = "tea"\npaper = "2512.00001"\nrole = "uses"\ntype = "Task"',
            4,
            "nothing of type Task has the role uses",
        ),
        ('[[not-an-entity]]\nname = "tea"\npaper = "page 9"', 3, "is no arXiv id and no DOI"),
        (
            '[[not-an-entity]]\nname = "tea"\npaper = "2512.00001"\ncategory = "cs.LG"',
            4,
            "'paper' or 'category', not both",
        ),
        ('[[different-people]]\nname = "A"\npapers = ["2512.00001", "2512.00002"]', 3, "a list of lists"),
        ('[[different-people]]\nname = "A"\npapers = [["2512.00001"]]', 3, "a list of lists"),
        (
            '[[different-people]]\nname = "A"\npapers = [["2512.00001"], ["2512.00001v2"]]',
            3,
            "one paper to two people",
        ),
    ],
)
def test_what_cannot_be_followed_is_refused_with_file_line_and_reason(
    tmp_path: Path, text: str, line: int, complaint: str
) -> None:
    path = written(tmp_path, text)
    with pytest.raises(CorrectionsError) as raised:
        load([path])
    assert (raised.value.path, raised.value.line) == (path, line)
    assert complaint in str(raised.value)


@pytest.mark.parametrize(
    "written",
    [
        "math.CO/0306266v1",
        "arXiv:math/0306266",
        "https://www.arxiv.org/pdf/math/0306266v1.pdf",
        "https://arxiv.org/abs/math.CO/0306266",
        "https://doi.org/10.48550/arXiv.math/0306266",
    ],
)
def test_a_paper_is_meant_however_its_id_is_written(tmp_path: Path, written: str) -> None:
    (rule,) = rules(tmp_path, f'[[not-an-entity]]\nname = "tea"\npaper = "{written}"\n')
    assert rule.papers == ("math/0306266",)


def test_an_empty_list_corrects_nothing(tmp_path: Path) -> None:
    assert rules(tmp_path, "not-an-entity = []\n") == ()


def test_a_file_that_is_absent_or_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorrectionsError, match="cannot be read"):
        load([str(tmp_path / "absent.toml")])
    (tmp_path / "latin.toml").write_bytes(b'[[not-an-entity]]\nname = "th\xe9"\n')
    with pytest.raises(CorrectionsError, match="is not UTF-8") as raised:
        load([str(tmp_path / "latin.toml")])
    assert raised.value.line == 2


SAME = '[[same-as]]\nnames = ["tea net", "pot net"]\n'


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (SAME, '[[different-from]]\nnames = ["pot net", "Tea Nets"]\n'),
        (
            SAME + '[[better-name]]\nname = "pot net"\nlabel = "cup net"\n',
            '[[different-from]]\nnames = ["cup net", "tea net"]\n',
        ),
        (SAME, '[[different-from]]\nnames = ["tea net", "pot net"]\npaper = "2512.00001"\n'),
        (
            '[[wrong-type]]\nname = "tea"\nright = "Task"\n',
            '[[wrong-type]]\nname = "Teas"\nright = "Dataset"\n',
        ),
        (
            '[[better-name]]\nname = "tea"\nlabel = "Tee"\n',
            '[[better-name]]\nname = "tea"\nlabel = "chai"\n',
        ),
        (
            '[[role]]\nname = "tea"\npaper = "2512.00001"\nrole = "uses"\n',
            '[[role]]\nname = "tea"\npaper = "2512.00001v3"\nrole = "introduces"\n',
        ),
        ('[[not-an-entity]]\nname = "pot net"\n', SAME),
        (
            '[[same-person]]\nnames = ["A. Author", "Ann Author"]\n',
            '[[different-people]]\nname = "Ann Author"\npapers = [["2512.00001"], ["2512.00002"]]\n',
        ),
    ],
)
def test_contradictions_are_refused_with_the_lines_of_both(tmp_path: Path, one: str, other: str) -> None:
    a, b = written(tmp_path, one, "a.toml"), written(tmp_path, f"\n{other}", "b.toml")
    for paths in ([a, b], [b, a]):
        with pytest.raises(CorrectionsError) as raised:
            load(paths)
        assert f"{b}:2" in str(raised.value)
        assert f"{a}:" in str(raised.value)


@pytest.mark.parametrize(
    "text",
    [
        # what is said of one paper overrules what is said of all
        '[[wrong-type]]\nname = "tea"\nright = "Task"\n'
        '[[wrong-type]]\nname = "tea"\nright = "Dataset"\ntype = "Method"\npaper = "2512.00001"\n',
        # other kinds, other papers, the same said twice
        SAME.rstrip()
        + '\ntype = "Method"\n[[different-from]]\nnames = ["tea net", "pot net"]\ntype = "Task"\n',
        '[[role]]\nname = "tea"\npaper = "2512.00001"\nrole = "uses"\n'
        '[[role]]\nname = "tea"\npaper = "2512.00002"\nrole = "introduces"\n',
        SAME + SAME,
        '[[not-an-entity]]\nname = "tea net"\ncategory = "math"\n' + SAME,
        # set apart, and the same as something else
        '[[different-from]]\nnames = ["MTN", "masked tea"]\n[[same-as]]\nnames = ["MTN", "mean tea"]\n',
    ],
)
def test_what_only_looks_like_a_contradiction_is_none(tmp_path: Path, text: str) -> None:
    assert rules(tmp_path, text)
