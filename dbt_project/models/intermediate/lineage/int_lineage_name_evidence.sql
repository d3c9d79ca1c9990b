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
-- How many rare pairs of names two documents share (name_pairs in int_lineage_signatures). One row per pair that has half of the
-- fewer in common, two at least, and one per document with itself. The rules stand beside the macro.
{% set name_pairs %}
    (select document_id, name_pairs as shingles from {{ ref('int_lineage_signatures') }})
{% endset %}
{{ lineage_rarely_shared(shingle_sets=name_pairs, n_shingles='n_name_pairs', least_share=0.5, least_counted=4) }}
