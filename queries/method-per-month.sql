-- The same as method-per-month.rq, over the tables beside the store (see docs/performance.md).
WITH RECURSIVE family (id) AS (
  VALUES (:method) UNION SELECT broader.s FROM family JOIN broader ON broader.o = family.id
), papers (id) AS (
  SELECT DISTINCT said.s FROM family JOIN said ON said.o = family.id AND said.role IN ('introduces', 'uses', 'compares')
)
SELECT SUBSTR(issued.value, 1, 7) AS "month string", COUNT(DISTINCT papers.id) AS "papers integer"
FROM papers
JOIN issued ON issued.s = papers.id
GROUP BY SUBSTR(issued.value, 1, 7)
ORDER BY SUBSTR(issued.value, 1, 7)
LIMIT :rows
