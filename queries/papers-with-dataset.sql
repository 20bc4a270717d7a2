-- The same as papers-with-dataset.rq, over the tables beside the store (see docs/performance.md).
WITH RECURSIVE family (id) AS (
  VALUES (:dataset) UNION SELECT broader.s FROM family JOIN broader ON broader.o = family.id
)
SELECT MAX(issued.value) AS "issued string", said.role AS "role string", label.value AS "kind @en",
       MIN(title.value) AS "title string", thing.iri AS "paper iri"
FROM family
JOIN said ON said.o = family.id AND said.role IN ('introduces', 'uses', 'compares')
JOIN label ON label.s = family.id
JOIN title ON title.s = said.s
JOIN thing ON thing.id = said.s
LEFT JOIN issued ON issued.s = said.s
GROUP BY said.s, said.role, label.value
ORDER BY MAX(issued.value) DESC, said.role, MIN(title.value), label.value, thing.iri
LIMIT :rows
