with

passages as (

    select * from {{ ref('int_fresh_passages') }}

),

severities as (

    select * from {{ ref('change_severities') }}

),

link_contents as (

    select * from {{ ref('int_link_contents') }}

),

changes as (

    select * from {{ ref('int_typed_changes') }}

    union all by name

    select * from {{ ref('int_remaining_changes') }}

),

-- A change that begins behind an apostrophe is told with the word before it: "they’ll", not "ll"; and if the other side has that word
-- there too, with it on both sides.
apostrophes as (

    select
        changes.*,
        regexp_extract(
            left(passages.origin_text, changes.before_start_char - passages.origin_start_char), '[\p{L}\p{M}\p{N}]+[’'']$'
        ) as before_stem,
        regexp_extract(
            left(passages.text, changes.after_start_char - passages.start_char), '[\p{L}\p{M}\p{N}]+[’'']$'
        ) as after_stem,
        regexp_extract(
            left(passages.origin_text, changes.before_start_char - passages.origin_start_char), '([\p{L}\p{M}\p{N}]+) $'
        ) as word_before,
        regexp_extract(
            left(passages.text, changes.after_start_char - passages.start_char), '([\p{L}\p{M}\p{N}]+) $'
        ) as word_after
    from changes
    inner join passages on changes.passage_link_id = passages.passage_link_id

),

extended as (

    select
        * replace (
            before_start_char
            - case
                when before_stem != '' then length(before_stem)
                when lower(trim(word_before)) = lower(left(after_stem, -1)) then length(word_before)
                else 0
            end as before_start_char,
            after_start_char
            - case
                when after_stem != '' then length(after_stem)
                when lower(trim(word_after)) = lower(left(before_stem, -1)) then length(word_after)
                else 0
            end as after_start_char
        )
    from apostrophes

),

-- a side that has nothing is null; what reads the same on both sides is no change
worded as (

    select
        passages.passage_link_id,
        passages.document_id,
        passages.origin_document_id,
        extended.change,
        coalesce(extended.severity, severities.severity) as severity,
        substr(
            passages.origin_text,
            extended.before_start_char - passages.origin_start_char + 1,
            extended.before_end_char - extended.before_start_char
        ) as before_text,
        extended.before_start_char,
        extended.before_end_char,
        substr(
            passages.text,
            extended.after_start_char - passages.start_char + 1,
            extended.after_end_char - extended.after_start_char
        ) as after_text,
        extended.after_start_char,
        extended.after_end_char,
        extended.detail
    from extended
    inner join passages on extended.passage_link_id = passages.passage_link_id
    inner join severities on extended.change = severities.change
    where before_text is distinct from after_text

),

-- what differs in its punctuation only, or in nothing but what reads the same
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
{% set known = kept_by_an_earlier_build('int_known_changes') %}
{% if known %}

    union all

    select
        known.claim_change_id,
        known.passage_link_id,
        known.document_id,
        known.origin_document_id,
        known.change,
        known.severity,
        known.before_text,
        known.before_start_char,
        known.before_end_char,
        known.after_text,
        known.after_start_char,
        known.after_end_char,
        known.detail
    from {{ known }} as known
    semi join link_contents
        on
            known.document_id = link_contents.document_id
            and known.origin_document_id = link_contents.origin_document_id
            and known.fingerprint = link_contents.fingerprint
    where known.claim_change_id is not null
{% endif %}
