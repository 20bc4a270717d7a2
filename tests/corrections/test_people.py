"""What users say of authors: who is one person, and who is not."""

from __future__ import annotations

from pathlib import Path

from kg.corrections import load
from kg.linking import People
from kg.linking.same_person import Apart, Merged
from kg.model import Author, AuthorId, Paper

ONE, OTHER = "0000-0002-1825-0097", "0000-0001-5109-3700"


def paper(number: int, *authors: str | Author, categories: str = "cs.LG") -> Paper:
    people = tuple(Author(name=a) if isinstance(a, str) else a for a in authors)
    return Paper(
        id=f"2512.{number:05}", title="", abstract="", authors=people, categories=tuple(categories.split())
    )


def settled(folder: Path, text: str, *papers: Paper) -> People:
    path = folder / "c.toml"
    path.write_text(text, encoding="utf-8")
    people = People(load([str(path)]))
    for each in papers:
        people.add(each)
    people.settle()
    return people


def first_authors(people: People, *papers: Paper) -> list[AuthorId]:
    return [people.who(p.id, p.authors[0]) for p in papers]


FAR = paper(1, "Wei Zhang", categories="astro-ph.GA"), paper(2, "Wei Zhang", categories="q-bio.BM")
NEAR = paper(1, "Ottoline Quibblewick"), paper(2, "Ottoline Quibblewick"), paper(3, "Ottoline Quibblewick")


def test_one_name_of_people_whom_nothing_joins_is_one_persons_where_a_user_says_so(tmp_path: Path) -> None:
    apart = settled(tmp_path, "", *FAR)
    assert len(set(first_authors(apart, *FAR))) == 2
    people = settled(
        tmp_path, '[[same-person]]\nnames = ["Wei Zhang"]\npaper = ["2512.00001", "2512.00002"]\n', *FAR
    )
    assert set(first_authors(people, *FAR)) == {AuthorId("wei zhang")}
    (record,) = people.records()
    assert record.merged == (Merged.CORRECTION,)


def test_two_names_are_one_persons_who_bears_the_first_one(tmp_path: Path) -> None:
    papers = paper(1, "A. Quibblewick"), paper(2, "Anne Quibblewick"), paper(3, "Bo Other", "A. Quibblewick")
    people = settled(tmp_path, '[[same-person]]\nnames = ["Anne Quibblewick", "A. Quibblewick"]\n', *papers)
    assert first_authors(people, *papers[:2]) == [AuthorId("anne quibblewick")] * 2
    assert people.who(papers[2].id, papers[2].authors[1]) == AuthorId("anne quibblewick")
    assert len(people) == 2


def test_papers_of_one_name_are_several_peoples_where_a_user_says_so(tmp_path: Path) -> None:
    assert len(set(first_authors(settled(tmp_path, "", *NEAR), *NEAR))) == 1
    text = (
        '[[different-people]]\nname = "Ottoline Quibblewick"\n'
        'papers = [["2512.00001", "2512.00003"], ["2512.00002"]]\n'
    )
    people = settled(tmp_path, text, *NEAR)
    one, other, third = first_authors(people, *NEAR)
    assert one == third != other
    records = {record.id: record for record in people.records()}
    assert records[one].apart == records[other].apart == (Apart.CORRECTION,)
    assert records[other].homonym_of == one


def test_different_orcids_stay_apart_whatever_a_user_says(tmp_path: Path) -> None:
    papers = [paper(i, Author(name="Ann Author", orcid=orcid)) for i, orcid in enumerate((ONE, OTHER), 1)]
    people = settled(tmp_path, '[[same-person]]\nnames = ["Ann Author", "A. Author"]\n', *papers)
    assert len(set(first_authors(people, *papers))) == 2


def test_the_order_of_papers_changes_nothing(tmp_path: Path) -> None:
    text = (
        '[[same-person]]\nnames = ["Ottoline Quibblewick", "O. Q."]\n'
        '[[different-people]]\nname = "Wei Zhang"\npapers = [["2512.00001"], ["2512.00002"]]\n'
    )
    papers = paper(1, "Wei Zhang", "O. Q."), paper(2, "Ottoline Quibblewick", "Wei Zhang"), paper(3, "O. Q.")
    forth, back = settled(tmp_path, text, *papers), settled(tmp_path, text, *reversed(papers))
    assert list(forth.records()) == list(back.records())
    assert first_authors(forth, *papers) == first_authors(back, *papers)
