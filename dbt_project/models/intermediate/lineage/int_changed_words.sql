{{ config(materialized='table') }}
-- Words that carry how something is said, where one side of a pair has another or none. One row per passage, gap and family of words.
-- Words, their families and classes are data: seeds/reference/change_words.csv.
--
-- A word counts only if it is no anchor, the other side has none of its class in the same gap, and if its side has its class more
-- often than the other (so that "will not be" against "is not going to be" is no change). One against which the other side has no
-- class counts in gaps of up to ten words: what is longer says something else.
-- A word of severity "none" tells nothing itself: another of its class may become it ("trust" for "believe"). So is one outside the
-- frame that its row gives: most, some and all before "of", a possessive or a plural ("most people", not "most powerful"), "like"
-- before a name or a plural, "up to" and "at least" before an amount ("as long as" not: clause), "a year" behind what is counted (rate),
-- "by" and "on" before a day, some nouns by which somebody says something (said), "more" and "former" before a word that the other side has too (kept), and "no" but
-- for the first word of an answer.
-- By family:
--    hedge        both sides have another class, or only the copy hedges: hedge_shifted; a hedge gone: hedge_dropped.
--                 may, might, could and can are one class. A "will" gone is nothing, and "he said it would" is what he said with "will".
--    attribution  the origin's cue is replaced by one of another class, or by what is no cue. A noun of the frame "said" is
--                 a cue before "that", "about" or "over" and behind a possessive or a pronoun: "suggestions that", "her
--                 concerns", "they claim", not "data concerns"; in place of a cue it is one wherever it stands: "her claims" against "the allegations".
--                 A word of many uses ("adding", "felt") is a cue that another may become, and minor where it is the one that is lost.
--                 So is a verb for which something stands that is no cue, unless software swapped the words (is_spun): people have
--                 more words for saying than the table, and in eight pairs retold by hand 9 of 14 such rows told of nothing.
--                 A cue is lost, with what stands round it in its gap, if the copy has nothing there and no cue of any class in its sentence;
--                 "according to", with its source, also beside a cue that both have: "according to the club, two players told the umpire".
--    predicate    the poles of one axis, rose against fell, exports against imports, or steps of one scale: convicted against charged, weeks against
--                 months, value against price (by these int_claim_figures tells what a figure is of, too)
--    opposite     likewise, told as predicate: north against south, linked to against led to, "rose by 12" against "rose to 12"; and one
--                 word in two of its parts: overstated against understated, inflow against outflow, harmful against harmless
--    term         a fixed term of the origin of which something else became a part: "intellectual property" against "mental property".
--                 Its plural and what means the same are of its class: "share prices" against "stock price" is no change.
--                 A word that became a synonym of another of its senses is one as well: "profitable" for "winning" (seeds/reference/change_senses.csv),
--                 and "regular" for the noun "standard", "current" for the verb "present" (frame).
--    scope        any change of class; examples are material if something that gives none stands for "such as", minor if it was left out
--    condition    any change of class ("whether" became "how"), but for a "when", "how" or "whether" that only one side has ("where" became "whenever"), and "if" for "whether"
--    qualifier    any: told as scope. "former", "deputy", "partly"
--    rate         any: told as scope. "40 tonnes" against "40 tonnes a month"
--    negation     any change of class. "unable" against "able" is a negation as well: a word and the same without
--                 un-, in-, im-, il-, ir-, dis- or non- in one gap; "unable" against "not able" is none. What is gone with
--                 a clause of five words or more denies nothing of what is left.
--    idiom        nothing: no word of it is a word of another family ("all over", "would like")
-- A hedge, a scope or a "not" that only one side has is minor where the other has other words there (of the former two, three or more)
-- and the word behind it is not kept: "not take sides" against "remain neutral"; unless software swapped the words.
{% set open_classes = "('possible', 'probable', 'improbable', 'apparent', 'reported', 'provisional', 'conditional')" %}
with

passages as (

    select * from {{ ref('int_fresh_passages') }}

),

tokens as (

    select * from {{ ref('int_passage_tokens') }}

),

-- where the words of each gap stand: without one between them, as all of a gap's words are neighbours
gaps as (

    select
        passage_link_id,
        gap,
        min(position) filter (where side = 'before') as before_first,
        max(position) filter (where side = 'before') as before_last,
        min(position) filter (where side = 'after') as after_first,
        max(position) filter (where side = 'after') as after_last,
        -- "did not allow" against "allowed"
        list_has_any(
            coalesce(list(left(token, 4)) filter (where side = 'before' and length(token) > 3), []),
            coalesce(list(left(token, 4)) filter (where side = 'after' and length(token) > 3), [])
        ) as has_one_stem
    from tokens
    where opposite_position is null
    group by passage_link_id, gap

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

),

-- "no" within "no more than" is not a word of its own
outermost as (

    select inner_run.*
    from found as inner_run
    anti join found as outer_run
        on
            inner_run.passage_link_id = outer_run.passage_link_id
            and inner_run.side = outer_run.side
            and inner_run.position between outer_run.position and outer_run.position + outer_run.n_words - 1
            and inner_run.n_words < outer_run.n_words

),

surplus as (

    select
        *,
        count(*) filter (where side = 'before') over same_class as n_before,
        count(*) filter (where side = 'after') over same_class as n_after,
        min(side) over same_place != max(side) over same_place as is_in_both
    from outermost
    window
        same_class as (partition by passage_link_id, family, class),
        same_place as (partition by passage_link_id, gap, family, class)

),

-- the side that denies less often
denials as (

    select
        passage_link_id,
        if(count_if(side = 'before') < count_if(side = 'after'), 'before', 'after') as side
    from outermost
    where family = 'negation' and severity != 'none'
    group by passage_link_id
    having count_if(side = 'before') != count_if(side = 'after')

),

-- "unless it rains" against "if it does not rain"
turned_conditions as (

    select outermost.passage_link_id
    from outermost
    inner join denials on outermost.passage_link_id = denials.passage_link_id
    where outermost.family = 'condition' and outermost.class in ('if', 'unless')
    group by outermost.passage_link_id
    having
        bool_or(outermost.class = 'unless' and outermost.side = denials.side)
        and bool_or(outermost.class = 'if' and outermost.side != denials.side)

),

-- passages whose copy still has a cue, wherever it stands; is_newly: one that the origin has not
still_cued as (

    select
        passage_link_id,
        bool_or(gap is not null) as is_newly
    from outermost
    where family = 'attribution' and side = 'after' and severity != 'none'
    group by passage_link_id

),

changed as (

    select
        passage_link_id,
        gap,
        family,
        min(class) filter (where side = 'before') as before_class,
        min(position) filter (where side = 'before') as before_first,
        max(position + n_words - 1) filter (where side = 'before') as before_last,
        min(class) filter (where side = 'after') as after_class,
        min(position) filter (where side = 'after') as after_first,
        max(position + n_words - 1) filter (where side = 'after') as after_last,
        bool_or(next_is_kept) as is_next_kept,
        bool_or(is_noun) as is_noun,
        bool_or(side = 'before' and phrase = 'according to') as is_according,
        min(severity) as severity
    from surplus
    where
        gap is not null
        and not is_in_both
        and severity != 'none'
        and case side when 'before' then n_before > n_after else n_after > n_before end
    group by passage_link_id, gap, family

),

placed as (

    select
        changed.*,
        gaps.before_first as gap_before_first,
        gaps.before_last as gap_before_last,
        gaps.after_first as gap_after_first,
        gaps.after_last as gap_after_last,
        gaps.has_one_stem,
        passages.is_spun,
        still_cued.passage_link_id is null or (changed.is_according and not still_cued.is_newly) as is_uncued,
        coalesce(1 + gaps.before_last - gaps.before_first, 0) as n_before_words,
        coalesce(1 + gaps.after_last - gaps.after_first, 0) as n_after_words,
        changed.before_class is not null and changed.after_class is not null as is_on_both,
        coalesce(changed.before_class in {{ open_classes }}, false) as was_open,
        coalesce(changed.after_class in {{ open_classes }}, false) as is_open
    from changed
    inner join gaps on changed.passage_link_id = gaps.passage_link_id and changed.gap = gaps.gap
    inner join passages on changed.passage_link_id = passages.passage_link_id
    left join still_cued on changed.passage_link_id = still_cued.passage_link_id
    anti join turned_conditions
        on
            case when changed.family in ('negation', 'condition') then changed.passage_link_id end
            = turned_conditions.passage_link_id

),

typed as (

    select
        * replace (
            case
                when family = 'scope' and before_class = 'example' and gap_after_first is null then 'minor'
                -- people find other words for what is said and denied; software that swaps words destroys it
                when is_spun or is_on_both then severity
                when family = 'attribution' and not is_noun and n_after_words > 0 then 'minor'
                when
                    not is_next_kept
                    and not has_one_stem
                    and if(before_class is null, n_before_words, n_after_words)
                    > case when family = 'negation' then 0 when family in ('hedge', 'scope') then 2 end
                    then 'minor'
                else severity
            end as severity
        ),
        case split_part(family, ' ', 1)
            when 'hedge'
                then case
                    when is_on_both then 'hedge_shifted'
                    when was_open then 'hedge_dropped'
                    when is_open or before_class in ('necessary', 'advisable') then 'hedge_shifted'
                end
            when 'attribution'
                then case
                    when
                        before_class is not null
                        and (gap_after_first is not null or is_uncued)
                        then 'attribution'
                end
            when 'term'
                then case
                    when before_class is not null and n_after_words > 0 and 2 * n_after_words >= n_before_words then 'term'
                end
            when 'predicate' then case when is_on_both then 'predicate' end
            when 'opposite' then case when is_on_both then 'predicate' end
            when 'scope'
                then case when before_class is not null or after_class != 'example' then 'scope' end
            when 'condition'
                then case
                    when
                        concat_ws(' ', before_class, after_class)
                        not in ('when', 'how', 'whether', 'if whether', 'whether if', 'when how', 'how when')
                        then 'condition'
                end
            -- one that is gone with the clause that it stands in denies nothing of what is left
            when 'negation'
                then case
                    when is_on_both or if(before_class is null, -1, 1) * (n_before_words - n_after_words) <= 4
                        then 'negation'
                end
            when 'qualifier' then 'scope'
            when 'rate' then 'scope'
        end as change
    from placed
    where
        (is_on_both and change is distinct from 'predicate')
        or greatest(gap_before_last - gap_before_first, gap_after_last - gap_after_first) < 10

),

-- how many words of its gap stand before a phrase that the other side has none for, and how many behind it
margins as (

    select
        *,
        case
            when before_class is null then greatest(0, after_first - gap_after_first)
            when after_class is null then greatest(0, before_first - gap_before_first)
        end as n_ahead,
        case
            when before_class is null then greatest(0, gap_after_last - after_last)
            when after_class is null then greatest(0, gap_before_last - before_last)
        end as n_behind,
        case
            when before_class is null then 1 + gap_before_last - gap_before_first
            when after_class is null then 1 + gap_after_last - gap_after_first
        end as n_opposite
    from typed
    where change is not null

),

-- What stands for such a phrase is what is left of the other side's gap without as many words as stand round the phrase; if none is left, all
-- of the gap stands for all of the gap. Where the other side has nothing, nothing does.
extents as (

    select
        *,
        case
            -- a lost cue goes with its source
            when change = 'attribution' and gap_after_first is null then gap_before_first
            when before_first is null and n_opposite > n_ahead + n_behind then gap_before_first + n_ahead
            when n_opposite <= n_ahead + n_behind then least(before_first, gap_before_first)
            else before_first
        end as before_from,
        case
            when change = 'attribution' and gap_after_first is null then gap_before_last
            when before_first is null and n_opposite > n_ahead + n_behind then gap_before_last - n_behind
            when n_opposite <= n_ahead + n_behind then greatest(before_last, gap_before_last)
            else before_last
        end as before_to,
        case
            when after_first is null and n_opposite > n_ahead + n_behind then gap_after_first + n_ahead
            when n_opposite <= n_ahead + n_behind then least(after_first, gap_after_first)
            else after_first
        end as after_from,
        case
            when after_first is null and n_opposite > n_ahead + n_behind then gap_after_last - n_behind
            when n_opposite <= n_ahead + n_behind then greatest(after_last, gap_after_last)
            else after_last
        end as after_to
    from margins

),

-- What words begin or end with, and what others that say the opposite do; without any it is the same word denied
affixed as (

    select
        *,
        unnest([  -- noqa: AL03
            { prefix: 'un', other_prefix: '', suffix: '', other_suffix: '' },
            { prefix: 'in', other_prefix: '', suffix: '', other_suffix: '' },
            { prefix: 'im', other_prefix: '', suffix: '', other_suffix: '' },
            { prefix: 'il', other_prefix: '', suffix: '', other_suffix: '' },
            { prefix: 'ir', other_prefix: '', suffix: '', other_suffix: '' },
            { prefix: 'dis', other_prefix: '', suffix: '', other_suffix: '' },
            { prefix: 'non', other_prefix: '', suffix: '', other_suffix: '' },
            { prefix: 'over', other_prefix: 'under', suffix: '', other_suffix: '' },
            { prefix: 'in', other_prefix: 'out', suffix: '', other_suffix: '' },
            { prefix: 'in', other_prefix: 'ex', suffix: '', other_suffix: '' },
            { prefix: 'im', other_prefix: 'ex', suffix: '', other_suffix: '' },
            { prefix: 'up', other_prefix: 'down', suffix: '', other_suffix: '' },
            { prefix: 'en', other_prefix: 'dis', suffix: '', other_suffix: '' },
            { prefix: 'as', other_prefix: 'des', suffix: '', other_suffix: '' },
            { prefix: 'pre', other_prefix: 'post', suffix: '', other_suffix: '' },
            { prefix: '', other_prefix: '', suffix: 'ful', other_suffix: 'less' },
            { prefix: '', other_prefix: '', suffix: 'fully', other_suffix: 'lessly' }
        ], recursive := true)
    from tokens
    where opposite_position is null and regexp_matches(token, '^(?:un|in|im|il|ir|dis|non|over|up|en|as|pre)|ful(?:ly)?$')

),

-- A word against the same turned round, unless either side has both; "valuable", "flammable" and "migration" mean the same with a
-- prefix, and of "income", "improve" or "discover" it is none.
turned as (

    select
        one.passage_link_id,
        one.gap,
        if(one.other_prefix || one.other_suffix = '', 'negation', 'predicate') as change,
        one.token as longer,
        other.token as shorter,
        one.side,
        one.start_char,
        one.end_char,
        other.start_char as other_start_char,
        other.end_char as other_end_char
    from affixed as one
    inner join tokens as other
        on
            one.passage_link_id = other.passage_link_id
            and one.gap = other.gap
            and one.side != other.side
            and one.other_prefix
            || substr(one.token, 1 + length(one.prefix), length(one.token) - length(one.prefix) - length(one.suffix))
            || one.other_suffix = other.token
    where
        other.opposite_position is null
        and starts_with(one.token, one.prefix)
        and ends_with(one.token, one.suffix)
        and length(one.token) >= 4 + length(one.prefix) + length(one.suffix)
        and not regexp_matches(
            other.token,
            '^(?:valuable|flammable|migra.*|come|side|stance|deed|course'
            || '|(?:form|vest|tend|press|port|pose|prove|plant|pact|stall|habit)\w*'
            || '|(?:play|count|cover|charge|patch|ease|miss)\w*)$'
        )

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

),

-- a word exchanged for a synonym of another of its senses: "winning" for "profitable", "policy" for "coverage"
misread as (

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
            and abs((gaps.before_last - gaps.before_first) - (gaps.after_last - gaps.after_first)) <= 2
    where b.side = 'before' and a.side = 'after' and b.opposite_position is null and a.opposite_position is null

),

-- Words that both sides have within an extent stand on both: "can’t" against "can", "if" against "even if".
shared as (

    select
        extents.passage_link_id,
        extents.gap,
        extents.family,
        tokens.side,
        min(tokens.opposite_position) as opposite_from,
        max(tokens.opposite_position) as opposite_to
    from extents
    inner join tokens
        on
            extents.passage_link_id = tokens.passage_link_id
            and tokens.position
            between case tokens.side when 'before' then extents.before_from else extents.after_from end
            and case tokens.side when 'before' then extents.before_to else extents.after_to end
    where tokens.opposite_position is not null
    group by extents.passage_link_id, extents.gap, extents.family, tokens.side

),

mirrored as (

    select
        extents.passage_link_id,
        extents.gap,
        extents.change,
        extents.severity,
        extents.before_class,
        extents.after_class,
        least(extents.before_from, of_after.opposite_from) as before_from,
        greatest(extents.before_to, of_after.opposite_to) as before_to,
        least(extents.after_from, of_before.opposite_from) as after_from,
        greatest(extents.after_to, of_before.opposite_to) as after_to
    from extents
    left join shared as of_before
        on
            extents.passage_link_id = of_before.passage_link_id
            and extents.gap = of_before.gap
            and extents.family = of_before.family
            and of_before.side = 'before'
    left join shared as of_after
        on
            extents.passage_link_id = of_after.passage_link_id
            and extents.gap = of_after.gap
            and extents.family = of_after.family
            and of_after.side = 'after'

),

told as (

    select
        mirrored.passage_link_id,
        mirrored.gap,
        mirrored.change,
        mirrored.severity,
        before_from.start_char as before_start_char,
        before_to.end_char as before_end_char,
        after_from.start_char as after_start_char,
        after_to.end_char as after_end_char,
        concat_ws(' → ', coalesce(mirrored.before_class, 'none'), coalesce(mirrored.after_class, 'none')) as detail,
        mirrored.before_class as before_sense,
        mirrored.after_class as after_sense
    from mirrored
    left join tokens as before_from
        on
            mirrored.passage_link_id = before_from.passage_link_id
            and before_from.side = 'before'
            and mirrored.before_from = before_from.position
    left join tokens as before_to
        on
            mirrored.passage_link_id = before_to.passage_link_id
            and before_to.side = 'before'
            and mirrored.before_to = before_to.position
    left join tokens as after_from
        on
            mirrored.passage_link_id = after_from.passage_link_id
            and after_from.side = 'after'
            and mirrored.after_from = after_from.position
    left join tokens as after_to
        on
            mirrored.passage_link_id = after_to.passage_link_id
            and after_to.side = 'after'
            and mirrored.after_to = after_to.position
    -- two axes may say so of the same words
    qualify
        row_number() over (
            partition by
                mirrored.passage_link_id,
                mirrored.change,
                before_from.start_char,
                before_to.end_char,
                after_from.start_char,
                after_to.end_char
            order by detail
        ) = 1

),

-- "unconnected with" for "not related to", "less certain" for "not so sure"
denied_in_a_word as (

    select distinct
        words.passage_link_id,
        words.gap,
        words.side
    from tokens as words
    left join tokens as opposite
        on
            words.passage_link_id = opposite.passage_link_id
            and words.gap = opposite.gap
            and words.side != opposite.side
            and opposite.token in ('so', 'as')
            and opposite.opposite_position is null
    where
        words.opposite_position is null
        and case words.token
            when 'less' then opposite.token is not null
            else
                regexp_matches(words.token, '^(?:un|non)\p{L}{4,}')
                and not regexp_matches(words.token, '^(?:under|until|unless|uncle|uni)')
        end

)

select told.*
from told
anti join denied_in_a_word
    on
        case told.change when 'negation' then told.passage_link_id end = denied_in_a_word.passage_link_id
        and told.gap = denied_in_a_word.gap
        and if(told.after_sense is null, 'after', 'before') = denied_in_a_word.side
anti join turned
    on
        case told.change when 'negation' then told.passage_link_id end = turned.passage_link_id
        and told.gap = turned.gap
        -- "not clear" against "unclear"
        and if(told.after_sense is null, 'after', 'before') = turned.side

union all

select
    turned.passage_link_id,
    turned.gap,
    turned.change,
    'material' as severity,
    case turned.side when 'before' then turned.start_char else turned.other_start_char end as before_start_char,
    case turned.side when 'before' then turned.end_char else turned.other_end_char end as before_end_char,
    case turned.side when 'before' then turned.other_start_char else turned.start_char end as after_start_char,
    case turned.side when 'before' then turned.other_end_char else turned.end_char end as after_end_char,
    case turned.side
        when 'before' then turned.longer || ' → ' || turned.shorter
        else turned.shorter || ' → ' || turned.longer
    end as detail,
    null as before_sense,
    null as after_sense
from turned
anti join tokens as longer
    on
        turned.passage_link_id = longer.passage_link_id
        and turned.side != longer.side
        and turned.longer = longer.token
anti join tokens as shorter
    on
        turned.passage_link_id = shorter.passage_link_id
        and turned.side = shorter.side
        and turned.shorter = shorter.token
-- "were unaffected" against "were not affected"
anti join denials on turned.passage_link_id = denials.passage_link_id and turned.side = denials.side
anti join told
    on
        turned.passage_link_id = told.passage_link_id
        and turned.gap = told.gap
        and told.change in ('negation', 'predicate')

union all

select
    misread.passage_link_id,
    misread.gap,
    'term' as change,
    'material' as severity,
    misread.before_start_char,
    misread.before_end_char,
    misread.after_start_char,
    misread.after_end_char,
    misread.detail,
    null as before_sense,
    null as after_sense
from misread
anti join told
    on
        misread.passage_link_id = told.passage_link_id
        and misread.before_start_char < told.before_end_char
        and misread.before_end_char > told.before_start_char
