"""Views over the tables, for whoever opens the database in a reader of SQLite such as Datasette: words in place of keys, one row one thing.

Owns: their SQL. The night reads none of them. What is decided in code only (which names are one page, which answers disagree) is not in
the rows: `wiki_claims` says the name that a reader used, `wiki_disagreements` every question that was answered in more than one way.
"""

from __future__ import annotations

VIEWS = {
    "wiki_pages": """
        SELECT page.title, trim(substr(file.rest, 1, instr(file.rest, char(10)) - 1)) AS type, file.path, page.created, page.updated,
            file.edited, file.body AS text
        FROM (
            SELECT page, path, body, edited, substr(body, instr(body, char(10) || 'type: ') + 7) AS rest
            FROM (SELECT page, path, coalesce(adopted_text, published_text) AS body, adopted_text IS NOT NULL AS edited FROM published)
        ) AS file
        JOIN pages AS page ON page.id = file.page WHERE page.gone_to = ''
        ORDER BY page.title""",
    "wiki_sources": """
        SELECT source.slug, coalesce(document.title, source.title) AS title, source.resource, source.state, source.reason,
            document.language, document.date, document.fetched, length(document.text) AS characters,
            (SELECT count(*) FROM sentences AS s WHERE s.document = document.id) AS sentences,
            (SELECT count(*) FROM claims AS c WHERE c.document = document.id) AS claims
        FROM sources AS source LEFT JOIN documents AS document ON document.id = source.document
        ORDER BY source.position""",
    "wiki_sentences": """
        SELECT document.slug AS source, sentence.n, substr(document.text, sentence.start + 1, sentence.end - sentence.start) AS text,
            sentence.kind, sentence.heading,
            (SELECT count(*) FROM claims AS c WHERE c.document = sentence.document AND sentence.n BETWEEN c.first AND c.last) AS claims
        FROM documents AS document JOIN sentences AS sentence ON sentence.document = document.id WHERE document.live = 1""",
    "wiki_claims": """
        SELECT claim.name, document.slug AS source, claim.first, claim.last,
            substr(document.text, first.start + 1, last.end - first.start) AS text
        FROM claims AS claim JOIN documents AS document ON document.id = claim.document AND document.live = 1
        JOIN sentences AS first ON first.document = claim.document AND first.n = claim.first
        JOIN sentences AS last ON last.document = claim.document AND last.n = claim.last""",
    "wiki_lines": """
        SELECT page.title AS page, line.section, line.text, line.episode
        FROM written AS line LEFT JOIN pages AS page ON page.id = line.page
        ORDER BY page.title, line.episode, line.part, line.number""",
    "wiki_disagreements": """
        SELECT page.title AS page, dispute.question, document.slug AS source, reply.value, reply.unit, reply.scope,
            (SELECT group_concat(substr(document.text, s.start + 1, s.end - s.start), ' ') FROM sentences AS s
                WHERE s.document = reply.document AND s.n IN (SELECT value FROM json_each(reply.cites))) AS sentences
        FROM disputes AS dispute JOIN replies AS reply ON reply.dispute = dispute.id AND reply.value <> ''
        JOIN documents AS document ON document.id = reply.document LEFT JOIN pages AS page ON page.id = dispute.page
        WHERE (SELECT count(DISTINCT value) FROM replies AS other WHERE other.dispute = dispute.id AND other.value <> '') > 1
        ORDER BY page.title, dispute.question, reply.side""",
    "wiki_calls": """
        SELECT step.id, step.at, step.episode, step.acts, step.prompt_tokens, step.cached_tokens, step.completion_tokens,
            round(step.seconds, 2) AS seconds, step.fault, step.model
        FROM steps AS step ORDER BY step.id DESC""",
}
"""The views by name."""
