-- The same as homonyms.rq, over the tables beside the store (see docs/performance.md).
WITH people (identity, id, papers, name) AS (
  SELECT identifies.s, identifies.o, paper_count.value, MIN(name.value)
  FROM (SELECT DISTINCT s FROM apart) AS told
  JOIN identifies ON identifies.s = told.s
  JOIN paper_count ON paper_count.s = told.s
  LEFT JOIN homonym_of ON homonym_of.s = identifies.o
  JOIN name ON name.s = COALESCE(homonym_of.o, identifies.o)
  GROUP BY identifies.s, identifies.o
), found (identity, id, papers, name, iri) AS (
  SELECT people.*, thing.iri FROM people JOIN thing ON thing.id = people.id
  ORDER BY people.name, people.papers DESC, thing.iri
  LIMIT :rows
)
SELECT name AS "name string", iri AS "person iri", papers AS "papers integer",
       (
         SELECT GROUP_CONCAT(value, ', ') FROM (
           SELECT DISTINCT value FROM apart WHERE s = found.identity ORDER BY value
         )
       ) AS "because string",
       (
         SELECT COALESCE(GROUP_CONCAT(value, ' '), '') FROM (
           SELECT DISTINCT notation.value FROM creator
           JOIN subject ON subject.s = creator.s
           JOIN notation ON notation.s = subject.o
           WHERE creator.o = found.id ORDER BY notation.value
         )
       ) AS "categories string",
       (
         SELECT MIN(title.value) FROM creator JOIN title ON title.s = creator.s WHERE creator.o = found.id
       ) AS "example string"
FROM found
ORDER BY name, papers DESC, iri
