{{ config(materialized='table') }}
-- Names that one side of a pair joins a word to throughout the document, so that they name something else: "Dutch firms", "Dutch painters"
-- against "Dutch language firms", "Dutch language painters". One row per place where it does; every word of the name itself is an anchor.
--
-- What counts is a word behind a capitalised word that both sides have, in two sentences or more of a pair of documents. In one of them at least it
-- is put in by itself, where the other side has nothing and the sentence goes on: that tells it from another word for what followed
-- the name ("Dutch companies"). A word that adds to what is said and not to the name (an adverb, an auxiliary: "Musk also said")
-- joins none, nor does one put in before a name (a first name, a title, an article).
with

tokens as (

    select * from {{ ref('int_passage_tokens') }}

),

gaps as (

    select * from {{ ref('int_passage_gaps') }}

),

-- the words of each gap, as each side sees them
gap_sides as (

    select
        passage_link_id,
        gap,
        'before' as side,
        document_id,
        origin_document_id,
        before_words as words,
        after_words as opposite_words
    from gaps

    union all

    select
        passage_link_id,
        gap,
        'after' as side,
        document_id,
        origin_document_id,
        after_words as words,
        before_words as opposite_words
    from gaps

),

capitalised as (

    select
        *,
        regexp_matches(text, '^\p{Lu}') as is_capitalised,
        coalesce(
            separator = ' '
            and opposite_position is not null
            and lag(opposite_position) over words = opposite_position - 1
            and lag(regexp_matches(text, '^\p{Lu}') and position > 1) over words,
            false
        ) as continues_name
    from tokens
    window words as (partition by passage_link_id, side order by position)

),

-- the first word of the run of capitalised words that each word ends
runs as (

    select
        *,
        max(case when not (is_capitalised and continues_name) then position end) over (
            partition by passage_link_id, side order by position
        ) as first_position
    from capitalised

),

-- words that are no anchors, each right behind a name
behind as (

    select
        word.passage_link_id,
        word.side,
        word.gap,
        word.token,
        word.end_char,
        gap_sides.document_id,
        gap_sides.origin_document_id,
        name.token as name,
        name.first_position,
        name.position as last_position,
        gap_sides.opposite_words is null
        and gap_sides.words = word.token
        and name.position > 1
        and coalesce(next_word.separator = ' ', false) as is_by_itself
    from runs as word
    inner join runs as name
        on
            word.passage_link_id = name.passage_link_id
            and word.side = name.side
            and word.position - 1 = name.position
    inner join gap_sides
        on word.passage_link_id = gap_sides.passage_link_id and word.side = gap_sides.side and word.gap = gap_sides.gap
    left join runs as next_word
        on
            word.passage_link_id = next_word.passage_link_id
            and word.side = next_word.side
            and word.position + 1 = next_word.position
    where
        word.opposite_position is null
        and word.separator = ' '
        and regexp_matches(word.text, '^\p{Ll}')
        and name.is_capitalised
        and name.opposite_position is not null

),

joined as (

    select *
    from behind
    where
        length(token) > 3
        and not ends_with(token, 'ly')
        and token not in (
            'about', 'after', 'again', 'already', 'also', 'although', 'among', 'around', 'because', 'been',
            'before', 'being', 'between', 'during', 'earlier', 'even', 'ever', 'from', 'have', 'having', 'here',
            'herself', 'himself', 'however', 'into', 'itself', 'just', 'later', 'more', 'next', 'often', 'over',
            'rather', 'recently', 'since', 'soon', 'still', 'such', 'than', 'that', 'their', 'them',
            'themselves', 'then', 'there', 'these', 'they', 'this', 'those', 'though', 'through', 'today',
            'together', 'tomorrow', 'under', 'until', 'upon', 'very', 'were', 'what', 'where', 'which', 'while',
            'whom', 'whose', 'with', 'within', 'yesterday'
        )
    window same_name as (partition by document_id, origin_document_id, side, name, token)
    qualify
        count(distinct passage_link_id) over same_name >= 2
        and bool_or(is_by_itself) over same_name

),

-- "also" and its like by class are data
telling as (

    select joined.*
    from joined
    anti join {{ ref('change_words') }} as words on joined.token = words.phrase

),

extents as (

    select
        telling.passage_link_id,
        telling.side,
        telling.gap,
        telling.token,
        telling.end_char,
        {{ joined_in_order('own.text', 'own.position') }} as name,
        min(own.start_char) as start_char,
        min(opposite.start_char) as opposite_start_char,
        max(opposite.end_char) as opposite_end_char
    from telling
    inner join tokens as own
        on
            telling.passage_link_id = own.passage_link_id
            and telling.side = own.side
            and own.position between telling.first_position and telling.last_position
    inner join tokens as opposite
        on
            own.passage_link_id = opposite.passage_link_id
            and own.side != opposite.side
            and own.opposite_position = opposite.position
    group by telling.passage_link_id, telling.side, telling.gap, telling.token, telling.end_char

)

select
    passage_link_id,
    gap,
    case side when 'before' then start_char else opposite_start_char end as before_start_char,
    case side when 'before' then end_char else opposite_end_char end as before_end_char,
    case side when 'before' then opposite_start_char else start_char end as after_start_char,
    case side when 'before' then opposite_end_char else end_char end as after_end_char,
    case side when 'before' then 'named in the origin throughout: ' else 'named in the copy throughout: ' end
    || name || ' ' || token as detail
from extents
