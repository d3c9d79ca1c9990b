-- The extent of a content is that of its pieces, and the pieces are in order: otherwise a reader of the one and a
-- reader of the other quote different words. A row is an attribution where they differ.
{{ config(severity='warn') }}
select
    attribution_id,
    document_id,
    content_start_char,
    content_end_char,
    content_spans
from {{ ref('attributions') }}
where
    len(content_spans) = 0
    or content_start_char <> content_spans[1].start_char
    or content_end_char <> content_spans[-1].end_char
    or list_transform(content_spans, lambda span: span.start_char)
    <> list_sort(list_transform(content_spans, lambda span: span.start_char))
