-- The same as first-seen.rq, over the tables beside the store (see docs/performance.md).
SELECT first_seen.value AS "firstSeen date", kind.value AS "type string", label.value AS "name @en",
       paper_count.value AS "papers integer", thing.iri AS "iri iri"
FROM first_seen
JOIN kind ON kind.s = first_seen.s
JOIN paper_count ON paper_count.s = first_seen.s
JOIN label ON label.s = first_seen.s
JOIN thing ON thing.id = first_seen.s
WHERE first_seen.value >= :since
ORDER BY first_seen.value DESC, paper_count.value DESC, label.value
LIMIT :rows
