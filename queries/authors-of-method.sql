-- The same as authors-of-method.rq, over the tables beside the store (see docs/performance.md).
WITH RECURSIVE family (id) AS (
  VALUES (:method) UNION SELECT broader.s FROM family JOIN broader ON broader.o = family.id
), papers (id) AS (
  SELECT DISTINCT said.s FROM family JOIN said ON said.o = family.id AND said.role IN ('introduces', 'uses')
), counted (id, papers) AS (
  SELECT creator.o, COUNT(*) FROM papers JOIN creator ON creator.s = papers.id GROUP BY creator.o
)
SELECT MIN(name.value) AS "name string", papers AS "papers integer", thing.iri AS "iri iri"
FROM counted
JOIN name ON name.s = counted.id
JOIN thing ON thing.id = counted.id
GROUP BY counted.id
ORDER BY papers DESC, MIN(name.value), thing.iri
LIMIT :rows
