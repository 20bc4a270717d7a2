-- The same as methods-together.rq, over the tables beside the store (see docs/performance.md).
WITH papers (id) AS (
  SELECT DISTINCT s FROM said WHERE o = :method AND role IN ('introduces', 'uses', 'compares')
), counted (id, papers) AS (
  SELECT said.o, COUNT(DISTINCT said.s) FROM papers JOIN said ON said.s = papers.id AND said.role IN ('introduces', 'uses', 'compares') GROUP BY said.o
)
SELECT label.value AS "name @en", papers AS "papers integer", thing.iri AS "iri iri"
FROM counted
JOIN kind ON kind.s = counted.id AND counted.id <> :method AND kind.value = 'Method'
JOIN label ON label.s = counted.id
JOIN thing ON thing.id = counted.id
ORDER BY papers DESC, label.value, thing.iri
LIMIT :rows
