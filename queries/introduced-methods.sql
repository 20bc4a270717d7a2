-- The same as introduced-methods.rq, over the tables beside the store (see docs/performance.md).
WITH found (day, method, name, paper, title) AS (
  SELECT first_seen.value, kind.s, label.value, thing.iri, MIN(title.value)
  FROM kind
  JOIN first_seen ON first_seen.s = kind.s AND first_seen.value >= :since
  JOIN label ON label.s = kind.s
  JOIN said ON said.o = kind.s AND said.role = 'introduces'
  JOIN title ON title.s = said.s
  JOIN thing ON thing.id = said.s
  WHERE kind.value = 'Method'
  GROUP BY kind.s, said.s
  ORDER BY first_seen.value DESC, label.value, thing.iri
  LIMIT :rows
)
SELECT day AS "firstSeen date", name AS "method @en",
       (
         SELECT GROUP_CONCAT(value, '; ') FROM (
           SELECT DISTINCT label.value FROM applied JOIN label ON label.s = applied.o
           WHERE applied.s = found.method ORDER BY label.value
         )
       ) AS "tasks string",
       title AS "title string", paper AS "paper iri"
FROM found
ORDER BY day DESC, name, paper
