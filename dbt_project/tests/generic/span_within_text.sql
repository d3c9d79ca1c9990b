{#-
    Every span of the model re-slices: the document's text between its offsets is exactly its words. `spans` names the spans
    by their prefix ("" is start_char, end_char, text; "cue_" is cue_start_char, …); a span that is null in all its columns
    says that there is none, one that is null in some is wrong. `span_lists` names columns that hold lists of spans, and
    `document_id` the column that says in which document they stand.
    A span inside one block is cut out of the block's text, and only others out of the document's: cutting is linear in the
    length of what is cut from, and blocks are some fifty times shorter. `blocks` itself is tested with `through_blocks` false,
    so that the two tests together hold what each would hold alone.
    A row returned is one span and what the text has in its place.
-#}
{% test span_within_text(model, spans=[''], span_lists=[], document_id='document_id', through_blocks=true) %}

with

{% for column in span_lists -%}
listed_{{ column }} as (

    select
        {{ document_id }} as document_id,
        unnest({{ column }}) as item
    from {{ model }}

),

{% endfor -%}
spans as (

    {% for prefix in spans -%}
    select
        {{ document_id }} as document_id,
        '{{ prefix }}text' as span,
        {{ prefix }}start_char as start_char,
        {{ prefix }}end_char as end_char,
        {{ prefix }}text as span_text
    from {{ model }}
    where coalesce({{ prefix }}start_char::varchar, {{ prefix }}end_char::varchar, {{ prefix }}text) is not null
    {{ 'union all' if not loop.last or span_lists }}
    {% endfor -%}
    {% for column in span_lists -%}
    select
        document_id,
        '{{ column }}' as span,
        item.start_char,
        item.end_char,
        item.text as span_text
    from listed_{{ column }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

placed as (

    select
        spans.*,
        {{ 'blocks.block_id' if through_blocks else 'null::varchar' }} as block_id
    from spans
    {% if through_blocks -%}
    -- without the block's text, which an asof join copies for every span: 3.9 GB for one paragraph of 500 KB
    asof left join (select document_id, block_id, start_char from {{ ref('stg_blocks') }}) as blocks
        on spans.document_id = blocks.document_id and spans.start_char >= blocks.start_char
    {%- endif %}

),

cut as (

    select
        placed.document_id,
        placed.span,
        placed.start_char,
        placed.end_char,
        placed.span_text,
        case
            when placed.start_char < 0 or placed.end_char <= placed.start_char then null
            when placed.end_char <= blocks.start_char + length(blocks.text)
                then substring(blocks.text, placed.start_char - blocks.start_char + 1, placed.end_char - placed.start_char)
            else substring(documents.text, placed.start_char + 1, placed.end_char - placed.start_char)
        end as text_there
    from placed
    left join {{ ref('stg_blocks') }} as blocks on placed.block_id = blocks.block_id
    left join {{ ref('stg_documents') }} as documents on placed.document_id = documents.document_id

)

select *
from cut
where text_there is null or span_text is null or text_there <> span_text

{% endtest %}
