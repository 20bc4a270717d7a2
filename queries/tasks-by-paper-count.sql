-- The same as tasks-by-paper-count.rq, over the tables beside the store (see docs/performance.md).
SELECT label.value AS "task @en", paper_count.value AS "papers integer",
       first_seen.value AS "firstSeen date", thing.iri AS "iri iri"
FROM kind
JOIN paper_count ON paper_count.s = kind.s
JOIN label ON label.s = kind.s
JOIN thing ON thing.id = kind.s
LEFT JOIN first_seen ON first_seen.s = kind.s
WHERE kind.value = 'Task' AND paper_count.value > 0
ORDER BY paper_count.value DESC, label.value
LIMIT :rows
