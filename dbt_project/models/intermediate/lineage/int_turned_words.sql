{{ config(materialized='table') }}
-- A word against the same turned round in one gap: "unable" against "able" is a negation (un-, in-, im-, il-, ir-, dis-, non-; "unable"
-- against "not able" is none), and one word in two of its parts a predicate: overstated against understated, inflow against outflow,
-- harmful against harmless. One row per such two words; that neither side has both is asked in int_changed_words.
with

tokens as (

    select * from {{ ref('int_passage_tokens') }}

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

)

-- "valuable", "flammable" and "migration" mean the same with a prefix, and of "income", "improve" or "discover" it is none
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
