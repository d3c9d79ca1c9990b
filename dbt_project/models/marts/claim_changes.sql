with

passages as (

    select * from {{ ref('int_passage_links') }}

),

gaps as (

    select * from {{ ref('int_passage_gaps') }}

),

changed_words as (

    select * from {{ ref('int_changed_words') }}

),

changed_numbers as (

    select * from {{ ref('int_changed_numbers') }}

),

changed_entities as (

    select * from {{ ref('int_changed_entities') }}

),

changed_quotes as (

    select * from {{ ref('int_changed_quotes') }}

),

severities as (

    select * from {{ ref('change_severities') }}

),

-- what explains a gap already
typed_gaps as (

    select
        passage_link_id,
        gap
    from changed_words

    union

    select
        passage_link_id,
        gap
    from changed_numbers

    union

    select
        passage_link_id,
        gap
    from changed_entities

),

-- the same few words for the same few words in two sentences or more of one pair of documents
terms as (

    select gaps.*
    from gaps
    anti join typed_gaps on gaps.passage_link_id = typed_gaps.passage_link_id and gaps.gap = typed_gaps.gap
    where
        gaps.n_before_words <= 4
        and gaps.n_after_words <= 4
        -- articles and prepositions are nobody's terms
        and (length(gaps.before_words) > 4 or length(gaps.after_words) > 4)
        and gaps.before_words != gaps.after_words
    qualify
        count(distinct gaps.passage_link_id) over (
            partition by gaps.document_id, gaps.origin_document_id, gaps.before_words, gaps.after_words
        ) >= 2

),

changes as (

    select
        passage_link_id,
        change,
        severity,
        before_start_char,
        before_end_char,
        after_start_char,
        after_end_char,
        detail
    from changed_words

    union all by name

    select
        *,
        'number' as change
    from changed_numbers

    union all by name

    select
        *,
        'entity' as change
    from changed_entities

    union all by name

    select
        *,
        'quote' as change
    from changed_quotes

    union all by name

    select
        passage_link_id,
        'term' as change,
        before_start_char,
        before_end_char,
        after_start_char,
        after_end_char,
        'throughout' as detail
    from terms

),

-- a side that has nothing is null; what reads the same on both sides is no change
worded as (

    select
        passages.passage_link_id,
        passages.document_id,
        passages.origin_document_id,
        changes.change,
        coalesce(changes.severity, severities.severity) as severity,
        substr(
            passages.origin_text,
            changes.before_start_char - passages.origin_start_char + 1,
            changes.before_end_char - changes.before_start_char
        ) as before_text,
        changes.before_start_char,
        changes.before_end_char,
        substr(
            passages.text,
            changes.after_start_char - passages.start_char + 1,
            changes.after_end_char - changes.after_start_char
        ) as after_text,
        changes.after_start_char,
        changes.after_end_char,
        changes.detail
    from changes
    inner join passages on changes.passage_link_id = passages.passage_link_id
    inner join severities on changes.change = severities.change
    where before_text is distinct from after_text

),

wordings as (

    select
        passages.passage_link_id,
        passages.document_id,
        passages.origin_document_id,
        'wording' as change,
        severities.severity,
        passages.origin_text as before_text,
        passages.origin_start_char as before_start_char,
        passages.origin_end_char as before_end_char,
        passages.text as after_text,
        passages.start_char as after_start_char,
        passages.end_char as after_end_char
    from passages
    anti join worded on passages.passage_link_id = worded.passage_link_id
    inner join severities on severities.change = 'wording'
    where not passages.has_same_wording and passages.relation != 'summary'

),

all_changes as (

    select * from worded

    union all by name

    select * from wordings

)

select

    ---------- ids
    {{ stable_id([
        "'claim_change'",
        'passage_link_id',
        'change',
        'coalesce(before_start_char, -1)',
        'coalesce(before_end_char, -1)',
        'coalesce(after_start_char, -1)',
        'coalesce(after_end_char, -1)',
    ]) }} as claim_change_id,
    passage_link_id,
    document_id,
    origin_document_id,

    ---------- what changed
    change,
    severity,

    ---------- in the origin
    before_text,
    before_start_char,
    before_end_char,

    ---------- in the derived document
    after_text,
    after_start_char,
    after_end_char,

    ---------- what the rule saw
    detail

from all_changes
