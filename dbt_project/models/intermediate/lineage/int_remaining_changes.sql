{{ config(materialized='table') }}
-- What is left of each gap when the changes of int_typed_changes have been told. One row per part of a gap that no row tells, nor a
-- quotation as a whole: a term, if the same few words stand for the same few in two sentences or more of one pair of documents, or if
-- a word is misread as in a broken term; else wording. Nothing of a summary, which has few of its origin's words.
with

passages as (

    select * from {{ ref('int_fresh_passages') }}

),

tokens as (

    select * from {{ ref('int_passage_tokens') }}

),

typed as (

    select * from {{ ref('int_typed_changes') }}

),

misread as (

    select * from {{ ref('int_misread_words') }}

),

typed_sides as (

    select
        passage_link_id,
        'before' as side,
        change = 'quote' as is_quote,
        before_start_char as start_char,
        before_end_char as end_char
    from typed
    where before_start_char is not null

    union all

    select
        passage_link_id,
        'after' as side,
        change = 'quote' as is_quote,
        after_start_char as start_char,
        after_end_char as end_char
    from typed
    where after_start_char is not null

),

-- words that differ: is_told, within what a row above tells; is_quoted, within a quotation that one tells
differing as (

    select
        tokens.passage_link_id,
        tokens.side,
        tokens.gap,
        tokens.position,
        tokens.token,
        tokens.start_char,
        tokens.end_char,
        coalesce(bool_or(not typed_sides.is_quote), false) as is_told,
        coalesce(bool_or(typed_sides.is_quote), false) as is_quoted
    from tokens
    left join typed_sides
        on
            tokens.passage_link_id = typed_sides.passage_link_id
            and tokens.side = typed_sides.side
            and tokens.start_char >= typed_sides.start_char
            and tokens.end_char <= typed_sides.end_char
    where tokens.opposite_position is null
    group by all

),

followed as (

    select
        *,
        coalesce(
            lag(is_told) over (partition by passage_link_id, side, gap order by position), false
        ) as previous_is_told
    from differing

),

-- what is told parts a gap
parted as (

    select
        *,
        count(*) filter (where is_told and not previous_is_told) over (
            partition by passage_link_id, side, gap order by position
        ) as part
    from followed

),

-- where both sides are parted alike, part stands against part; else there are no more of them than the less parted side has
paired as (

    select
        * exclude (part),
        least(
            part,
            coalesce(max(part) filter (where side = 'before') over same_gap, 0),
            coalesce(max(part) filter (where side = 'after') over same_gap, 0)
        ) as part
    from parted
    window same_gap as (partition by passage_link_id, gap)

),

-- what is left to tell of each gap, outside and inside quotations; a side that has nothing is null
leftovers as (

    select
        passage_link_id,
        gap,
        part,
        is_quoted,
        min(start_char) filter (where side = 'before') as before_start_char,
        max(end_char) filter (where side = 'before') as before_end_char,
        {{ joined_in_order('token', 'position', "side = 'before'") }} as before_words,
        count(*) filter (where side = 'before') as n_before_words,
        min(start_char) filter (where side = 'after') as after_start_char,
        max(end_char) filter (where side = 'after') as after_end_char,
        {{ joined_in_order('token', 'position', "side = 'after'") }} as after_words,
        count(*) filter (where side = 'after') as n_after_words
    from paired
    where not is_told
    group by all

),

-- a term: the same few words for the same few words in two sentences or more of one pair of documents
classified as (

    select
        leftovers.*,
        leftovers.n_before_words between 1 and 4
        and leftovers.n_after_words between 1 and 4
        -- articles and prepositions are nobody's terms
        and (length(leftovers.before_words) > 4 or length(leftovers.after_words) > 4)
        and leftovers.before_words != leftovers.after_words
        and count(distinct leftovers.passage_link_id) over (
            partition by
                passages.document_id, passages.origin_document_id, leftovers.before_words, leftovers.after_words
        ) >= 2 as is_term,
        misread.term as misread_term,
        passages.relation
    from leftovers
    inner join passages on leftovers.passage_link_id = passages.passage_link_id
    left join misread
        on
            passages.document_id = misread.document_id
            and passages.origin_document_id = misread.origin_document_id
            and leftovers.before_words = misread.before_token
            and leftovers.after_words = misread.after_token

)

select
    passage_link_id,
    case when is_term or misread_term is not null then 'term' else 'wording' end as change,
    case when misread_term is not null then 'material' end as severity,
    before_start_char,
    before_end_char,
    after_start_char,
    after_end_char,
    case
        when misread_term is not null then 'as in ' || misread_term
        when is_term then 'throughout'
    end as detail
from classified
where not is_quoted and relation != 'summary'
