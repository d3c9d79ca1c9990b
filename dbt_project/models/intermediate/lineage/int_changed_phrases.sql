{{ config(materialized='table') }}
-- Phrases (int_passage_phrases) that one side of a passage has and the other has not. One row per passage, gap and family.
--
-- A phrase counts only if it is no anchor, the other side has none of its class in the same gap, and if its side has its class more
-- often than the other (so that "will not be" against "is not going to be" is no change). One against which the other side has no
-- class counts in gaps of up to ten words: what is longer says something else.
-- By family:
--    hedge        both sides have another class, or only the copy hedges: hedge_shifted; a hedge gone: hedge_dropped.
--                 A "will" gone is nothing.
--    attribution  the origin's cue is replaced by one of another class, or by what is no cue.
--                 A word of many uses ("adding", "felt") is a cue that another may become, and minor where it is the one that is lost.
--                 So is a verb for which something stands that is no cue, unless software swapped the words (is_spun): people have
--                 more words for saying than the table, and in eight pairs retold by hand 9 of 14 such rows told of nothing.
--                 A cue is lost, with what stands round it in its gap, if the copy has nothing there and no cue of any class in its sentence;
--                 "according to", with its source, also beside a cue that both have: "according to the club, two players told the umpire".
--    predicate    the poles of one axis, rose against fell, exports against imports, or steps of one scale: convicted against charged, weeks
--                 against months, value against price (by these int_claim_figures tells what a figure is of, too)
--    opposite     likewise, told as predicate: north against south, linked to against led to, "rose by 12" against "rose to 12"
--    term         a fixed term of the origin of which something else became a part: "intellectual property" against "mental property".
--    scope        any change of class; examples are material if something that gives none stands for "such as", minor if it was left out
--    condition    any change of class ("whether" became "how"), but for a "when", "how" or "whether" that only one side has ("where" became
--                 "whenever"), and "if" for "whether"
--    qualifier    any: told as scope. "former", "deputy", "partly"
--    rate         any: told as scope. "40 tonnes" against "40 tonnes a month"
--    negation     any change of class. What is gone with a clause of five words or more denies nothing of what is left.
-- A hedge, a scope or a "not" that only one side has is minor where the other has other words there (of the former two, three or more)
-- and the word behind it is not kept: "not take sides" against "remain neutral"; unless software swapped the words.
{% set open_classes = "('possible', 'probable', 'improbable', 'apparent', 'reported', 'provisional', 'conditional')" %}
with

passages as (

    select * from {{ ref('int_fresh_passages') }}

),

phrases as (

    select * from {{ ref('int_passage_phrases') }}

),

gaps as (

    select * from {{ ref('int_passage_gaps') }}

),

surplus as (

    select
        *,
        count(*) filter (where side = 'before') over same_class as n_before,
        count(*) filter (where side = 'after') over same_class as n_after,
        min(side) over same_place != max(side) over same_place as is_in_both
    from phrases
    window
        same_class as (partition by passage_link_id, family, class),
        same_place as (partition by passage_link_id, gap, family, class)

),

-- the side that denies less often
denials as (

    {{ lineage_denials() }}

),

-- "unless it rains" against "if it does not rain"
turned_conditions as (

    select phrases.passage_link_id
    from phrases
    inner join denials on phrases.passage_link_id = denials.passage_link_id
    where phrases.family = 'condition' and phrases.class in ('if', 'unless')
    group by phrases.passage_link_id
    having
        bool_or(phrases.class = 'unless' and phrases.side = denials.side)
        and bool_or(phrases.class = 'if' and phrases.side != denials.side)

),

-- passages whose copy still has a cue, wherever it stands; is_newly: one that the origin has not
still_cued as (

    select
        passage_link_id,
        bool_or(gap is not null) as is_newly
    from phrases
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
        -- "did not allow" against "allowed"
        coalesce(list_has_any(
            regexp_extract_all(gaps.before_words, '(?:^| )([^ ]{4})', 1),
            regexp_extract_all(gaps.after_words, '(?:^| )([^ ]{4})', 1)
        ), false) as has_one_stem,
        passages.is_spun,
        still_cued.passage_link_id is null or (changed.is_according and not still_cued.is_newly) as is_uncued,
        gaps.n_before_words,
        gaps.n_after_words,
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

)

select
    passage_link_id,
    gap,
    family,
    change,
    severity,
    before_class,
    after_class,
    before_first,
    before_last,
    after_first,
    after_last,
    gap_before_first,
    gap_before_last,
    gap_after_first,
    gap_after_last
from typed
where change is not null
