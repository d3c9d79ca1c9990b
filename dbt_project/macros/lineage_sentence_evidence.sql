{#-
    Query of int_lineage_sentence_evidence: what the sentences of the next `pairs` pairs have in common that `counted` does not hold;
    none, where nothing is counted yet.
-#}
{% macro lineage_sentence_evidence(pairs, counted) -%}
with

documents as (

    select * from {{ ref('int_lineage_documents') }}

),

edges as materialized (

    select
        relations.upstream_number,
        relations.downstream_number,
        relations.upstream_key,
        relations.downstream_key,
        case
            when relations.downstream_n_shingles <= relations.upstream_n_shingles then relations.downstream_number
            else relations.upstream_number
        end as shorter_number,
        case
            when relations.downstream_n_shingles <= relations.upstream_n_shingles then relations.upstream_number
            else relations.downstream_number
        end as longer_number,
        relations.n_shared >= 0.75 * least(relations.upstream_n_shingles, relations.downstream_n_shingles)
        and greatest(relations.upstream_n_shingles, relations.downstream_n_shingles)
        > 1.4 * least(relations.upstream_n_shingles, relations.downstream_n_shingles) as is_contained,
        relations.n_shared
        < 0.35 * greatest(30, least(relations.upstream_n_shingles, relations.downstream_n_shingles)) as is_unlike
    from {{ lineage_uncounted_pairs(counted) }} as relations
    order by relations.upstream_key, relations.downstream_key
    limit {{ pairs }}

),

compared as (

    {{ lineage_either_side('edges') }}

),

compared_documents as (

    select
        documents.document_number,
        documents.document_id
    from documents
    semi join compared on documents.document_number = compared.document_number

),

sentences as materialized (

    {{ lineage_sentence_contents('compared_documents') }}

),

texts as materialized (

    select
        document_number,
        count(*) as n_sentences,
        count(*) filter (where is_long) as n_long_sentences,
        count(*) filter (where is_long and not is_quoted) as n_unquoted,
        list_distinct(flatten(list(words))) as words,
        list_distinct(flatten(list(names))) as names,
        list_distinct(flatten(list(runs))) as runs
    from sentences
    group by document_number

),

-- step by step: joined to each other first, the runs of many copies of one text grow with the square of their number
sought as materialized (

    select
        edges.upstream_number,
        edges.downstream_number,
        edges.longer_number,
        sentences.sentence_id,
        unnest(sentences.runs) as run
    from edges
    inner join sentences on edges.shorter_number = sentences.document_number
    where edges.is_unlike

),

all_runs as (

    select
        document_number,
        sentence_id,
        unnest(runs) as run
    from sentences

),

opposite as (

    select
        sought.upstream_number,
        sought.downstream_number,
        sought.sentence_id as shorter_sentence_id,
        all_runs.sentence_id as longer_sentence_id,
        false as is_aligned
    from sought
    inner join all_runs on sought.longer_number = all_runs.document_number and sought.run = all_runs.run

    union all

    select
        edges.upstream_number,
        edges.downstream_number,
        case
            when edges.shorter_number = edges.downstream_number then alignments.downstream_sentence_id
            else alignments.upstream_sentence_id
        end as shorter_sentence_id,
        case
            when edges.shorter_number = edges.downstream_number then alignments.upstream_sentence_id
            else alignments.downstream_sentence_id
        end as longer_sentence_id,
        true as is_aligned
    from edges
    inner join {{ ref('int_sentence_alignments') }} as alignments
        on edges.upstream_key = alignments.upstream_key and edges.downstream_key = alignments.downstream_key
    where alignments.is_joined is not true

),

compared_sentences as (

    select
        upstream_number,
        downstream_number,
        shorter_sentence_id,
        longer_sentence_id,
        bool_or(is_aligned) as is_aligned
    from opposite
    group by upstream_number, downstream_number, shorter_sentence_id, longer_sentence_id

),

laid as materialized (

    select
        compared_sentences.upstream_number,
        compared_sentences.downstream_number,
        compared_sentences.is_aligned,
        shorter.position as shorter_position,
        case when shorter.document_number = compared_sentences.upstream_number then shorter.position else longer.position end
            as upstream_position,
        case when shorter.document_number = compared_sentences.upstream_number then longer.position else shorter.position end
            as downstream_position,
        shorter.is_long,
        shorter.words,
        longer.words as longer_words,
        shorter.names,
        list_intersect(shorter.names, longer.words) as names_near,
        len(list_intersect(shorter.runs, longer.runs)) as n_runs_shared,
        n_runs_shared > 0 as is_touched,
        compared_sentences.is_aligned and n_runs_shared >= 0.2 * len(shorter.runs) as is_taken_over,
        shorter.is_quoted,
        shorter.is_quoted and longer.is_quoted as is_quotation
    from compared_sentences
    inner join sentences as shorter on compared_sentences.shorter_sentence_id = shorter.sentence_id
    inner join sentences as longer on compared_sentences.longer_sentence_id = longer.sentence_id

),

counted as (

    select
        upstream_number,
        downstream_number,
        len(list_distinct(flatten(list(names_near)))) as n_names_near,
        count(distinct shorter_position) filter (where is_touched and is_long) as n_touched,
        len(list_distinct(flatten(list(names) filter (where is_aligned and is_touched)))) as n_names_touched,
        len(list_distinct(flatten(list(names_near) filter (where is_aligned and is_touched)))) as n_names_kept,
        count(distinct shorter_position) filter (where is_taken_over and is_long and is_quotation) as n_quotations,
        count(distinct shorter_position) filter (where is_taken_over and is_long and not is_quotation) as n_told,
        count(distinct shorter_position) filter (
            where is_aligned and is_long and is_quoted and not is_quotation
        ) as n_quoted_by_one
    from laid
    group by upstream_number, downstream_number

),

-- words that stand in one of two aligned sentences only
own_words as (

    select
        upstream_number,
        downstream_number,
        unnest(list_filter(words, lambda word: len(word) >= 4 and word not in longer_words)) as word,
        list_filter(longer_words, lambda word: len(word) >= 4 and word not in words) as longer_words
    from laid
    where is_aligned and is_touched

),

opposite_words as (

    select
        upstream_number,
        downstream_number,
        word,
        unnest(longer_words) as longer_word
    from own_words

),

-- one word in two spellings. Misspelt is the one that the other text has nowhere, where its own has the other's as well.
misspelt as (

    select
        edges.upstream_number,
        edges.downstream_number,
        count(distinct opposite_words.word) filter (
            where opposite_words.word not in longer.words and opposite_words.longer_word in shorter.words
        ) as n_by_shorter,
        count(distinct opposite_words.longer_word) filter (
            where opposite_words.longer_word not in shorter.words and opposite_words.word in longer.words
        ) as n_by_longer
    from opposite_words
    inner join edges
        on
            opposite_words.upstream_number = edges.upstream_number
            and opposite_words.downstream_number = edges.downstream_number
    inner join texts as shorter on edges.shorter_number = shorter.document_number
    inner join texts as longer on edges.longer_number = longer.document_number
    where
        4 * levenshtein(opposite_words.word, opposite_words.longer_word)
        <= greatest(len(opposite_words.word), len(opposite_words.longer_word))
        -- a number is no spelling of another
        and regexp_matches(opposite_words.longer_word, '^\p{L}')
    group by edges.upstream_number, edges.downstream_number

),

steps as (

    select
        upstream_number,
        downstream_number,
        sign(
            upstream_position - lag(upstream_position) over (
                partition by upstream_number, downstream_number order by downstream_position, upstream_position
            )
        ) as step
    from laid
    where is_aligned

),

n_forward as (

    select
        upstream_number,
        downstream_number,
        sum(step) as n_forward
    from steps
    group by upstream_number, downstream_number

),

-- sentences of a longer document that holds the shorter
holding as (

    select
        edges.upstream_number,
        edges.downstream_number,
        row_number() over (
            partition by edges.upstream_number, edges.downstream_number order by sentences.position
        ) as place,
        2 * len(list_intersect(sentences.runs, texts.runs)) >= len(sentences.runs) as is_taken
    from edges
    inner join sentences on edges.longer_number = sentences.document_number
    inner join texts on edges.shorter_number = texts.document_number
    where edges.is_contained and len(sentences.runs) > 1

),

stretches as (

    select
        upstream_number,
        downstream_number,
        min(place) as first_place,
        max(place) - min(place) + 1 - count(*) as n_left_out,
        count(*) as n_taken
    from holding
    where is_taken
    group by upstream_number, downstream_number

)

select
    edges.upstream_key,
    edges.downstream_key,
    edges.is_unlike,
    shorter.n_sentences::integer as n_sentences,
    shorter.n_long_sentences::integer as n_long_sentences,
    shorter.n_unquoted::integer as n_unquoted,
    len(shorter.names)::integer as n_names,
    len(list_intersect(shorter.names, longer.words))::integer as n_names_anywhere,
    coalesce(counted.n_names_near, 0)::integer as n_names_near,
    coalesce(counted.n_touched, 0)::integer as n_touched,
    coalesce(n_forward.n_forward, 0)::integer as n_forward,
    coalesce(counted.n_names_touched, 0)::integer as n_names_touched,
    coalesce(counted.n_names_kept, 0)::integer as n_names_kept,
    coalesce(counted.n_quotations, 0)::integer as n_quotations,
    coalesce(counted.n_told, 0)::integer as n_told,
    coalesce(counted.n_quoted_by_one, 0)::integer as n_quoted_by_one,
    coalesce(
        case when edges.shorter_number = edges.upstream_number then misspelt.n_by_shorter else misspelt.n_by_longer end, 0
    )::integer as upstream_n_misspelt,
    coalesce(
        case when edges.shorter_number = edges.upstream_number then misspelt.n_by_longer else misspelt.n_by_shorter end, 0
    )::integer as downstream_n_misspelt,
    (stretches.first_place - 1)::integer as n_before_taken,
    stretches.n_taken::integer as n_taken,
    stretches.n_left_out::integer as n_left_out
from edges
inner join texts as shorter on edges.shorter_number = shorter.document_number
inner join texts as longer on edges.longer_number = longer.document_number
left join counted
    on edges.upstream_number = counted.upstream_number and edges.downstream_number = counted.downstream_number
left join misspelt
    on edges.upstream_number = misspelt.upstream_number and edges.downstream_number = misspelt.downstream_number
left join n_forward
    on edges.upstream_number = n_forward.upstream_number and edges.downstream_number = n_forward.downstream_number
left join stretches
    on edges.upstream_number = stretches.upstream_number and edges.downstream_number = stretches.downstream_number
{%- endmacro %}

{#- Pairs of documents with sentences that share less than .98 of the longer's shingles and are not counted yet. -#}
{% macro lineage_uncounted_pairs(counted) -%}
    (
        select relations.*
        from {{ ref('int_lineage_relations') }} as relations
        inner join {{ ref('int_lineage_documents') }} as upstream
            on relations.upstream_key = upstream.document_key and upstream.n_sentences > 0
        inner join {{ ref('int_lineage_documents') }} as downstream
            on relations.downstream_key = downstream.document_key and downstream.n_sentences > 0
        {% if counted %}
            anti join {{ counted }} as known
                on relations.upstream_key = known.upstream_key and relations.downstream_key = known.downstream_key
        {% endif %}
        where relations.n_shared < 0.98 * greatest(relations.upstream_n_shingles, relations.downstream_n_shingles)
    )
{%- endmacro %}

{#- Hook, after the first pairs: the others, as many at a time. -#}
{% macro lineage_count_the_rest(pairs) -%}
    {%- if execute -%}
        {%- set n_left = run_query('select count(*) from ' ~ lineage_uncounted_pairs(this)).columns[0][0] -%}
        {%- for _ in range(0, n_left, pairs) -%}
            {%- do run_query('insert into ' ~ this ~ ' by name ' ~ lineage_sentence_evidence(pairs, this)) -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
