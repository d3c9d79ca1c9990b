{{ config(materialized='table') }}
-- The words of seeds/reference/change_words.csv that stand in the sides of a passage: how something is said, and what about. One row per
-- phrase and family; of a phrase within a longer one ("no" in "no more than") there is none.
--
-- One of severity "none" tells nothing itself: another of its class may become it ("trust" for "believe"). So is one outside the
-- frame that its row gives: most, some and all before "of", a possessive or a plural ("most people", not "most powerful"), "like"
-- before a name or a plural, "up to" and "at least" before an amount ("as long as" not: clause), "a year" behind what is counted (rate),
-- "by" and "on" before a day, some nouns by which somebody says something (said), "more" and "former" before a word that the other side
-- has too (kept), and "no" but for the first word of an answer.
-- A noun of the frame "said" is a cue before "that", "about" or "over" and behind a possessive or a pronoun: "suggestions that", "her
-- concerns", "they claim", not "data concerns"; in place of a cue it is one wherever it stands: "her claims" against "the allegations".
-- May, might, could and can are one class. So are a fixed term, its plural and what means the same: "share prices" against "stock price".
-- To the family "idiom" belong phrases of which no word is one of another family: "all over", "would like".
with

tokens as (

    select * from {{ ref('int_passage_tokens') }}

),

-- runs of one to four words, each free if one of its words is no anchor
runs as (

    select
        passage_link_id,
        side,
        position,
        start_char,
        regexp_matches(text, '^\p{Lu}(?:\P{Lu}|$)') as is_capitalised,
        lag(token) over words as token_before,
        lead(separator) over words as separator_behind,
        coalesce(
            lead(token) over words in ('that', 'about', 'over')
            or lag(token) over words in (
                'my', 'your', 'his', 'her', 'its', 'our', 'their', 'i', 'you', 'he', 'she', 'it', 'we', 'they', 'who'
            )
            -- "Smith’s warning", "the critics’ warning"
            or (lag(token) over words = 's' and regexp_matches(lag(separator) over words, '^[’'']$'))
            or regexp_matches(separator, '^[’''] $'),
            false
        ) as is_framed,
        unnest([  -- noqa: AL03
            {
                -- "Should the wind drop", "Had she paid": if it does, if she had
                n_words: 1,
                phrase: case
                    when position = 1 and text = 'Should' then 'if'
                    when position = 1 and text = 'Had' and lead(token) over words not in ('to', 'been') then 'if'
                    else token
                end,
                end_char: end_char,
                next_text: lead(text, 1) over words,
                next_is_kept: lead(opposite_position, 1) over words is not null,
                gap: case when opposite_position is null then gap end
            },
            {
                n_words: 2, phrase: concat_ws(' ', token, lead(token, 1) over words), end_char: lead(end_char, 1) over words,
                next_text: lead(text, 2) over words,
                next_is_kept: lead(opposite_position, 2) over words is not null,
                gap: min(case when opposite_position is null then gap end) over two
            },
            {
                n_words: 3,
                phrase: concat_ws(' ', token, lead(token, 1) over words, lead(token, 2) over words),
                end_char: lead(end_char, 2) over words,
                next_text: lead(text, 3) over words,
                next_is_kept: lead(opposite_position, 3) over words is not null,
                gap: min(case when opposite_position is null then gap end) over three
            },
            {
                n_words: 4,
                phrase: concat_ws(
                    ' ', token, lead(token, 1) over words, lead(token, 2) over words, lead(token, 3) over words
                ),
                end_char: lead(end_char, 3) over words,
                next_text: lead(text, 4) over words,
                next_is_kept: lead(opposite_position, 4) over words is not null,
                gap: min(case when opposite_position is null then gap end) over four
            }
        ], recursive := true)
    from tokens
    window
        words as (partition by passage_link_id, side order by position),
        two as (partition by passage_link_id, side order by position rows between current row and 1 following),
        three as (partition by passage_link_id, side order by position rows between current row and 2 following),
        four as (partition by passage_link_id, side order by position rows between current row and 3 following)

),

phrases as (

    select
        runs.*,
        -- each axis by itself: in one gap "north" may stand against "south" and "won" against "lost"
        if(
            words.family in ('predicate', 'opposite'), words.family || ' ' || split_part(words.class, ' ', 1), words.family
        ) as family,
        words.class,
        words.severity,
        coalesce(words.frame = 'said', false) as is_noun,
        lower(runs.next_text) as next_token,
        case words.frame
            -- in place of a cue it is one wherever it stands
            when 'said' then runs.is_framed or (runs.side = 'after' and runs.gap is not null)
            when 'counted'
                then regexp_matches(
                    next_token,
                    '^(?:of|the|these|those|my|your|his|her|its|our|their|people|children|men|women)$|[^aious]s$|[a-z]{2}as$'
                )
            when 'listed' then regexp_matches(runs.next_text, '^\p{Lu}|[^aious]s$')
            when 'amount'
                then regexp_matches(
                    next_token, '^(?:\p{N}.*|an?|half|one|two|three|four|five|six|seven|eight|nine|ten|twelve)$'
                )
            when 'rate'
                then
                    regexp_matches(
                        runs.token_before,
                        '[^aious]s$|^(?:\p{N}.*|hundred|thousand|million|billion|trillion|percent|cent|once|twice)$'
                    )
                    and not coalesce(regexp_matches(next_token, '^(?:ago|later|earlier|before|after|old|long|or)$'), false)
            when 'kept' then runs.next_is_kept
            when 'clause'
                then not regexp_matches(
                    next_token, '^(?:\p{N}.*|an?|half|one|two|three|four|five|six|seven|eight|nine|ten|twelve)$'
                )
            when 'day'
                then regexp_matches(
                    next_token,
                    '^(?:[0-9]{1,2}|(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|noon|midnight|january|february|march'
                    || '|april|may|june|july|august|september|october|november|december)$'
                )
            -- "No, I do not think so" denies once
            when 'answer' then not (runs.position = 1 and starts_with(runs.separator_behind, ','))
            else true
        end as is_in_frame
    from runs
    inner join {{ ref('change_words') }} as words on runs.phrase = words.phrase
    where
        runs.end_char is not null
        -- "May" and "States" within a sentence are names
        and not (runs.position > 1 and runs.is_capitalised)

),

-- "he said that it would" is what he said with "will": without a condition, after a cue in the past, the two are one
found as (

    select
        * replace (
            case when is_in_frame then severity else 'none' end as severity,
            case
                when
                    class = 'conditional'
                    and bool_or(
                        family = 'attribution' and regexp_matches(phrase, '(ed|said|told|wrote|thought)$')
                    ) over side_of
                    then 'certain'
                else class
            end as class
        )
    from phrases
    window side_of as (partition by passage_link_id, side)

)

-- "no" within "no more than" is not a word of its own
select
    inner_run.passage_link_id,
    inner_run.side,
    inner_run.gap,
    inner_run.position,
    inner_run.n_words,
    inner_run.phrase,
    inner_run.family,
    inner_run.class,
    inner_run.severity,
    inner_run.is_noun,
    inner_run.next_is_kept
from found as inner_run
anti join found as outer_run
    on
        inner_run.passage_link_id = outer_run.passage_link_id
        and inner_run.side = outer_run.side
        and inner_run.position between outer_run.position and outer_run.position + outer_run.n_words - 1
        and inner_run.n_words < outer_run.n_words
