{{
    config(
        materialized='incremental',
        schema='incremental',
        incremental_strategy='append',
        on_schema_change='fail',
        pre_hook="{{ forget_other_documents() }}"
    )
}}
-- What a claim is compared by, made from its text alone and once: the columns say what. One row per claim that is a sentence and no list
-- of names.
--
-- A word is its first six letters, small and without accents: "organisation" and "organiser" are one.
with

{% if is_incremental() %}
    added as (

        select documents.document_id
        from {{ ref('stg_documents') }} as documents
        anti join {{ this }} as known on documents.document_id = known.document_id

    ),

{% endif %}
-- Materialized: what the next step asks of a text is asked of those read here only.
claims as materialized (

    select
        claim_id,
        document_id,
        granularity,
        text
    from {{ ref('stg_claims') }}
    {{ lineage_rows_of('added', ref('stg_claims')) }}

),

spaced as (

    select
        claim_id,
        document_id,
        text,
        trim(regexp_replace(text, '[^\p{L}\p{N}]+', ' ', 'g')) as words
    from claims
    where granularity = 'sentence' and {{ claim_states_something('text') }}

),

cut as (

    select
        *,
        list_transform(string_split(strip_accents(lower(words)), ' '), lambda word: left(word, 6)) as beginnings
    from spaced

),

-- between marks, of which the first or the last may stand in another sentence
quotations as (

    select
        claim_id,
        string_split({{ lineage_folded_text('quotation') }}, ' ') as words
    from spaced, unnest(regexp_extract_all(text, '“[^“”]+|"[^"]+(?:"|$)|^[^“”"]+”')) as quotations (quotation)

),

quoted as (

    select
        claim_id,
        list_sort(list(distinct md5_number_lower(array_to_string(words[first_word:first_word + 8], ' ')))) as runs
    from quotations, unnest(range(1, len(words) - 7)) as starts (first_word)
    group by claim_id

),

documents as (

    select
        document_id,
        extractor_version
    from {{ ref('stg_documents') }}

),

compared as (

    select
        claim_id,
        document_id,
        md5_number_lower(regexp_replace(
            {{ lineage_folded_text('text') }},
            '\b([0-9]+|one|two|three|four|five|six|seven|eight|nine|ten'
            || '|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\b',
            '#', 'g'
        )) as wording,
        list_distinct(beginnings) as words,
        -- the first word has a capital anyway
        list_distinct(list_transform(
            regexp_extract_all(words, ' (\p{Lu}[^ ]*)', 1), lambda word: left(strip_accents(lower(word)), 6)
        )) as capitalised_words,
        case when not list_contains(beginnings[2:], beginnings[1]) then beginnings[1] end as opening_word
    from cut

)

select
    compared.claim_id,
    compared.document_id,
    documents.extractor_version,
    compared.wording,
    compared.words,
    compared.capitalised_words,
    compared.opening_word,
    coalesce(quoted.runs, []) as quoted_runs
from compared
inner join documents on compared.document_id = documents.document_id
left join quoted on compared.claim_id = quoted.claim_id
