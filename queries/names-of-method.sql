-- The same as names-of-method.rq, over the tables beside the store (see docs/performance.md).
SELECT value AS "words string", reason AS "reason string", COUNT(DISTINCT s) AS "papers integer"
FROM worded
WHERE o = :method
GROUP BY value, reason
ORDER BY COUNT(DISTINCT s) DESC, value, reason
LIMIT :rows
