-- A sentence lies in its block, a claim in its sentence, a clause in the claim that reports it, a number or a date in
-- its claim. A row is a part that reaches beyond its whole.
{{ config(severity='warn') }}
with

parts as (

    select
        'sentence in block' as part,
        sentence_id as part_id,
        document_id,
        start_char,
        end_char,
        block_id as whole_id
    from {{ ref('sentences') }}
    union all
    select
        'claim in sentence' as part,
        claim_id as part_id,
        document_id,
        start_char,
        end_char,
        sentence_id as whole_id
    from {{ ref('claims') }}
    union all
    select
        'clause in claim' as part,
        claim_id as part_id,
        document_id,
        start_char,
        end_char,
        parent_claim_id as whole_id
    from {{ ref('claims') }}
    where parent_claim_id is not null
    union all
    select
        'quantity in claim' as part,
        quantity_id as part_id,
        document_id,
        start_char,
        end_char,
        claim_id as whole_id
    from {{ ref('quantities') }}
    union all
    select
        'time reference in claim' as part,
        time_reference_id as part_id,
        document_id,
        start_char,
        end_char,
        claim_id as whole_id
    from {{ ref('time_references') }}

),

wholes as (

    select
        block_id as whole_id,
        document_id,
        start_char,
        end_char
    from {{ ref('blocks') }}
    union all
    select
        sentence_id as whole_id,
        document_id,
        start_char,
        end_char
    from {{ ref('sentences') }}
    union all
    select
        claim_id as whole_id,
        document_id,
        start_char,
        end_char
    from {{ ref('claims') }}

)

select
    parts.part,
    parts.part_id,
    parts.document_id,
    parts.start_char,
    parts.end_char,
    parts.whole_id,
    wholes.start_char as whole_start_char,
    wholes.end_char as whole_end_char
from parts
inner join wholes on parts.whole_id = wholes.whole_id
where
    parts.document_id <> wholes.document_id
    or parts.start_char < wholes.start_char
    or parts.end_char > wholes.end_char
