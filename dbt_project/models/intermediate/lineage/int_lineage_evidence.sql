{{
    config(
        materialized='incremental',
        schema='incremental',
        incremental_strategy='delete+insert',
        unique_key=['first_key', 'second_key'],
        on_schema_change='fail',
        pre_hook="{{ forget_all_if_a_document_is_gone(['first_key', 'second_key']) }}"
    )
}}
-- How many rare shingles two documents share. One row per pair that shares enough, and one per document with itself. The rules stand
-- beside the macro.
{{
    lineage_rarely_shared(
        shingle_sets=ref('stg_shingle_sets'), n_shingles='n_shingles', least_share=0.025, least_counted=20
    )
}}
