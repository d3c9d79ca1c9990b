{{ config(materialized='table') }}
-- Which claims state one proposition. One row per claim. Claims are of one group if they are connected by:
--    a copy      the claims of aligned sentences of a copy or rewrite and its origin; of a summary or of documents that only share a
--                passage, where the sentences are as near as .6; their clauses one by one, where both sentences have as many. What was
--                altered on the way does not part them: claim_changes says what it was.
--    the words   the same words (case, accents and punctuation aside), five or more, of a claim that stands without its context
--                and is no list of names
-- Claims in other words of documents that do not derive from each other are never of one group: see claim_relations.
-- A group is named after the lowest claim_id in it. is_copy: the claim comes from another of the group, in a document it derives from.
-- The linter does not know DuckDB's "using key".
with recursive  -- noqa: PRS

claims as (

    select
        *,
        {{ lineage_folded_text('text') }} as words
    from {{ ref('stg_claims') }}

),

passages as (

    select *
    from {{ ref('int_passage_links') }}
    where relation in ('exact_copy', 'near_copy', 'rewrite') or similarity >= 0.6

),

ordered_claims as (

    select
        claim_id,
        sentence_id,
        granularity,
        row_number() over (partition by sentence_id, granularity order by start_char, end_char, claim_id) as rank,
        count(*) over (partition by sentence_id, granularity) as n_claims
    from claims

),

copies as (

    select
        copied.claim_id,
        original.claim_id as other_claim_id
    from passages
    inner join ordered_claims as copied on passages.sentence_id = copied.sentence_id
    inner join ordered_claims as original
        on
            passages.origin_sentence_id = original.sentence_id
            and copied.granularity = original.granularity
            and copied.rank = original.rank
            and copied.n_claims = original.n_claims

),

same_words as (

    select
        claim_id,
        min(claim_id) over (partition by granularity, words) as other_claim_id
    from claims
    where not needs_context and len(string_split(words, ' ')) >= 5 and {{ claim_states_something('text') }}

),

pairs as (

    select
        claim_id,
        other_claim_id
    from copies

    union all

    select
        claim_id,
        other_claim_id
    from same_words
    where claim_id != other_claim_id

),

neighbours as (

    select
        claim_id,
        other_claim_id as neighbour_id
    from pairs

    union all

    select
        other_claim_id,
        claim_id
    from pairs

),

{{ lineage_connected('neighbours', 'claim_id') }}

copied as (

    select distinct claim_id from copies

)

select
    claims.claim_id,
    {{ stable_id(["'claim_group'", 'coalesce(connected.lowest_id, claims.claim_id)']) }} as claim_group_id,
    copied.claim_id is not null as is_copy
from claims
left join connected on claims.claim_id = connected.claim_id
left join copied on claims.claim_id = copied.claim_id
