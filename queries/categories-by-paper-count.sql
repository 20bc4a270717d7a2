-- The same as categories-by-paper-count.rq, over the tables beside the store (see docs/performance.md).
WITH counted (id, papers) AS (SELECT o, COUNT(*) FROM subject GROUP BY o)
SELECT notation.value AS "category string", label.value AS "name @en", papers AS "papers integer"
FROM counted
JOIN notation ON notation.s = counted.id
JOIN label ON label.s = counted.id
ORDER BY papers DESC, notation.value
LIMIT :rows
