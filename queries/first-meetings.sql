-- The same as first-meetings.rq, over the tables beside the store (see docs/performance.md).
WITH papers (id) AS (
  SELECT DISTINCT s FROM said WHERE o = :method AND role IN ('introduces', 'uses')
), dated (id, day) AS (
  SELECT papers.id, MIN(issued.value)
  FROM papers
  JOIN lists ON lists.o = papers.id
  JOIN issued ON issued.s = lists.s
  GROUP BY papers.id
), met (id, kind, day, papers) AS (
  SELECT said.o, kind.value, MIN(dated.day), COUNT(DISTINCT dated.id)
  FROM dated
  JOIN said ON said.s = dated.id
  JOIN kind ON kind.s = said.o
  WHERE kind.value = 'Dataset' AND said.role IN ('introduces', 'uses')
     OR kind.value = 'Task' AND said.role = 'addresses'
  GROUP BY said.o, kind.value
)
SELECT met.day AS "firstMet date", met.kind AS "type string", label.value AS "name @en",
       met.papers AS "papers integer", thing.iri AS "iri iri"
FROM met
JOIN label ON label.s = met.id
JOIN thing ON thing.id = met.id
WHERE met.day >= :since
ORDER BY met.day DESC, met.papers DESC, met.kind, label.value
LIMIT :rows
