with

passages as (

    select * from {{ ref('int_fresh_passages') }}

),

changed_words as (

    select * from {{ ref('int_changed_words') }}

),

changed_numbers as (

    select * from {{ ref('int_changed_numbers') }}

),

changed_times as (

    select * from {{ ref('int_changed_times') }}

),

changed_entities as (

    select * from {{ ref('int_changed_entities') }}

),

extended_names as (

    select * from {{ ref('int_extended_names') }}

),

changed_quotes as (

    select * from {{ ref('int_changed_quotes') }}

),

severities as (

    select * from {{ ref('change_severities') }}

),

tokens as (

    select * from {{ ref('int_passage_tokens') }}

),

link_contents as (

    select * from {{ ref('int_link_contents') }}

),

-- what went with the cue that it belongs to is told by the cue: who said so, and when
lost_cues as (

    select
        passage_link_id,
        before_start_char,
        before_end_char
    from changed_words
    where change = 'attribution' and after_start_char is null

),

changed_names as (

    select changed_entities.*
    from changed_entities
    anti join lost_cues
        on
            changed_entities.passage_link_id = lost_cues.passage_link_id
            and changed_entities.after_start_char is null
            and changed_entities.before_start_char >= lost_cues.before_start_char
            and changed_entities.before_end_char <= lost_cues.before_end_char

),

told_times as (

    select changed_times.*
    from changed_times
    anti join lost_cues
        on
            changed_times.passage_link_id = lost_cues.passage_link_id
            and changed_times.after_start_char is null
            and changed_times.before_start_char >= lost_cues.before_start_char
            and changed_times.before_end_char <= lost_cues.before_end_char

),

told_otherwise as (

    select
        passage_link_id,
        before_start_char,
        before_end_char
    from changed_names

    union all

    select
        passage_link_id,
        before_start_char,
        before_end_char
    from changed_numbers

    union all

    select
        passage_link_id,
        before_start_char,
        before_end_char
    from told_times

    union all

    select
        passage_link_id,
        before_start_char,
        before_end_char
    from changed_quotes

),

-- a term that names something is told as the name, "weeks" for "months" as the figure that it belongs to, either within a quotation as
-- the quotation
told_words as (

    select changed_words.*
    from changed_words
    anti join told_otherwise
        on
            changed_words.passage_link_id = told_otherwise.passage_link_id
            and changed_words.change in ('term', 'predicate')
            and changed_words.before_start_char < told_otherwise.before_end_char
            and changed_words.before_end_char > told_otherwise.before_start_char

),

typed as (

    select
        passage_link_id,
        change,
        severity,
        before_start_char,
        before_end_char,
        after_start_char,
        after_end_char,
        detail
    from told_words

    union all by name

    select
        * exclude (gap),
        'number' as change
    from changed_numbers

    union all by name

    select
        * exclude (gap),
        'number' as change
    from told_times

    union all by name

    select
        * exclude (gap),
        'entity' as change
    from changed_names

    union all by name

    select
        * exclude (gap),
        'entity' as change
    from extended_names

    union all by name

    select
        *,
        'quote' as change
    from changed_quotes

),

-- The words of broken fixed terms, each with what stands for it, counted from the end, where the head is. The copy took one in another
-- sense than the origin's: the one that it replaced, and of several the head ("enterprise mannequin" for "business model"). Where it
-- puts the same word for it again, it misreads it again.
term_sides as (

    select
        told_words.passage_link_id,
        told_words.before_start_char,
        split_part(told_words.detail, ' → ', 1) as term,
        tokens.side,
        tokens.token,
        tokens.opposite_position,
        row_number() over (
            partition by told_words.passage_link_id, told_words.before_start_char, tokens.side order by tokens.position desc
        ) as rank
    from told_words
    inner join tokens
        on
            told_words.passage_link_id = tokens.passage_link_id
            and tokens.start_char
            >= case tokens.side when 'before' then told_words.before_start_char else told_words.after_start_char end
            and tokens.end_char
            <= case tokens.side when 'before' then told_words.before_end_char else told_words.after_end_char end
    where told_words.change = 'term'

),

broken_terms as (

    select
        passage_link_id,
        before_start_char,
        string_agg(token, ' ' order by rank desc) as words
    from term_sides
    where side = 'before'
    group by passage_link_id, before_start_char

),

replaced_parts as (

    select
        passages.document_id,
        passages.origin_document_id,
        b.token as before_token,
        a.token as after_token,
        b.term,
        replace(' ' || broken_terms.words || ' ', ' ' || b.token || ' ', ' ' || a.token || ' ') as words_with_it
    from term_sides as b
    inner join term_sides as a
        on b.passage_link_id = a.passage_link_id and b.before_start_char = a.before_start_char and b.rank = a.rank
    inner join broken_terms
        on b.passage_link_id = broken_terms.passage_link_id and b.before_start_char = broken_terms.before_start_char
    inner join passages on b.passage_link_id = passages.passage_link_id
    where b.side = 'before' and a.side = 'after' and b.opposite_position is null and a.opposite_position is null
    qualify b.rank = 1 or count(*) over (partition by b.passage_link_id, b.before_start_char) = 1

),

misread as (

    select
        replaced_parts.document_id,
        replaced_parts.origin_document_id,
        replaced_parts.before_token,
        replaced_parts.after_token,
        min(replaced_parts.term) as term
    from replaced_parts
    -- "commerce shortfall" breaks "trade deficit", and not by the shortfall: "trade shortfall" means the same
    anti join {{ ref('change_words') }} as same_terms
        on
            trim(replaced_parts.words_with_it) = same_terms.phrase
            and replaced_parts.term = same_terms.class
            and same_terms.family = 'term'
    group by
        replaced_parts.document_id,
        replaced_parts.origin_document_id,
        replaced_parts.before_token,
        replaced_parts.after_token

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
        string_agg(token, ' ' order by position) filter (where side = 'before') as before_words,
        count(*) filter (where side = 'before') as n_before_words,
        min(start_char) filter (where side = 'after') as after_start_char,
        max(end_char) filter (where side = 'after') as after_end_char,
        string_agg(token, ' ' order by position) filter (where side = 'after') as after_words,
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
        misread.term as misread_term
    from leftovers
    inner join passages on leftovers.passage_link_id = passages.passage_link_id
    left join misread
        on
            passages.document_id = misread.document_id
            and passages.origin_document_id = misread.origin_document_id
            and leftovers.before_words = misread.before_token
            and leftovers.after_words = misread.after_token

),

changes as (

    select * from typed

    union all by name

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
    -- the quotation is told as a whole
    where not is_quoted

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
