{{
    config(
        materialized='incremental',
        schema='incremental',
        incremental_strategy='append',
        on_schema_change='fail',
        pre_hook="{{ forget_other_pairs('int_lineage_relations', ['upstream_key', 'downstream_key']) }}",
        post_hook="{{ lineage_count_the_rest(pairs=20000) }}"
    )
}}
-- What the sentences of two documents have in common, where counting shingles is not enough: counted here, and weighed in
-- int_lineage_likeness. One row per pair of int_lineage_relations that shares less than .98 of the longer's shingles; a pair that was
-- counted once is not counted again.
--
-- Laid against each other are sentences that are aligned, and, where little wording is shared (is_unlike), those with three words in a
-- row in common. All that a short text names stands somewhere in any long text on the same matter, so a name is sought near: in the
-- sentences of the longer that are laid against the shorter's.
--
-- Counted are 20,000 pairs at a time: the words of all sentences of 200,000 pairs do not fit into 4 GB.
{{ lineage_sentence_evidence(pairs=20000, counted=this if is_incremental() else none) }}
