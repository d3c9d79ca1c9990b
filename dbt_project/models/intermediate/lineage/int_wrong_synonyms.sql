{{ config(materialized='table') }}
-- A word exchanged for a synonym of another of its senses: "profitable" for "winning", "policy" for "coverage" (seeds/reference/
-- change_senses.csv, of which some are nouns or verbs only: "regular" for the noun "standard", "current" for the verb "present"). One row per
-- such two words of a gap. What a copy took in another sense throughout is found without a list of senses by int_misread_words.
with

tokens as (

    select * from {{ ref('int_passage_tokens') }}

),

gaps as (

    select * from {{ ref('int_passage_gaps') }}

),

-- "a standard, it", "control of": behind a noun stands no word that it could belong to, as in "standard size"; before a verb
-- one that needs one: "does not present"
framed as (

    select
        *,
        coalesce(regexp_matches(lead(separator) over words, '[^\s]'), true)
        or lead(token) over words in (
            'of', 'over', 'for', 'in', 'on', 'at', 'to', 'by', 'with', 'from', 'as', 'and', 'or', 'but', 'that', 'which',
            'is', 'are', 'was', 'were', 'has', 'have', 'had', 'will', 'would', 'can', 'could', 'may', 'must', 'should'
        ) as is_noun,
        coalesce(
            lag(token) over words in (
                'to', 'not', 't', 'do', 'does', 'did', 'can', 'could', 'will', 'would', 'may', 'might', 'must', 'should'
            ),
            false
        ) as is_verb
    from tokens
    window words as (partition by passage_link_id, side order by position)

)

select
    b.passage_link_id,
    b.gap,
    b.start_char as before_start_char,
    b.end_char as before_end_char,
    a.start_char as after_start_char,
    a.end_char as after_end_char,
    b.token || ' → ' || senses.sense as detail
from framed as b
inner join {{ ref('change_senses') }} as senses
    on
        b.token = senses.word
        and case senses.frame when 'noun' then b.is_noun when 'verb' then b.is_verb else true end
inner join tokens as a
    on b.passage_link_id = a.passage_link_id and b.gap = a.gap and senses.replacement = a.token
-- one word for one
inner join gaps
    on
        b.passage_link_id = gaps.passage_link_id
        and b.gap = gaps.gap
        and abs(gaps.n_before_words - gaps.n_after_words) <= 2
where b.side = 'before' and a.side = 'after' and b.opposite_position is null and a.opposite_position is null
