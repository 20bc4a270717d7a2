-- The same as methods-in-category.rq, over the tables beside the store (see docs/performance.md).
WITH RECURSIVE family (id) AS (
  VALUES (:category) UNION SELECT broader.s FROM family JOIN broader ON broader.o = family.id
), papers (id) AS (
  SELECT DISTINCT subject.s FROM family JOIN subject ON subject.o = family.id
), counted (id, papers) AS (
  SELECT said.o, COUNT(DISTINCT said.s) FROM papers JOIN said ON said.s = papers.id AND said.role IN ('introduces', 'uses') GROUP BY said.o
)
SELECT label.value AS "method @en", papers AS "papers integer", thing.iri AS "iri iri"
FROM counted
JOIN kind ON kind.s = counted.id AND kind.value = 'Method'
JOIN label ON label.s = counted.id
JOIN thing ON thing.id = counted.id
ORDER BY papers DESC, label.value, thing.iri
LIMIT :rows
