// SPARQL in colours.

export const KEYWORDS = ("SELECT ASK CONSTRUCT DESCRIBE WHERE FROM NAMED PREFIX BASE DISTINCT REDUCED OPTIONAL UNION MINUS "
  + "FILTER BIND VALUES GRAPH EXISTS NOT IN AS ORDER GROUP BY HAVING ASC DESC LIMIT OFFSET COUNT SUM MIN MAX AVG SAMPLE "
  + "GROUP_CONCAT SEPARATOR STR LANG LANGMATCHES DATATYPE BOUND IRI URI IF COALESCE REGEX REPLACE SUBSTR STRLEN UCASE "
  + "LCASE CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER CONCAT ABS ROUND CEIL FLOOR NOW YEAR MONTH DAY isIRI isLITERAL "
  + "STRDT STRLANG UNDEF true false a").split(" ");

const WORDS = new Set(KEYWORDS.map((word) => word.toUpperCase()));
const TOKEN = /(#[^\n]*)|(<[^<>"{}|^`\\\s]*>)|("""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|([?$]\w+)|([\w.-]*:[\w.%-]*)|(\w+)/g;

export function highlight(text) {
  const out = document.createDocumentFragment();
  let last = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [token, comment, iri, string, variable, name, word] = match;
    const kind = comment ? "comment" : iri ? "iri" : string ? "string" : variable ? "variable" : name ? "name"
      : word && WORDS.has(word.toUpperCase()) ? "keyword" : "";
    if (!kind) continue;
    out.append(text.slice(last, match.index));
    const span = document.createElement("span");
    span.className = `t-${kind}`;
    span.textContent = token;
    out.append(span);
    last = match.index + token.length;
  }
  out.append(text.slice(last));
  return out;
}
