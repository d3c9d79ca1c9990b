{#-
    Query: what is compared of the sentences of documents (document_number, document_id). One row per sentence.

    is_quoted   most of it stands in quotation marks
    is_long     of four words or more, or of a document that has no such sentence
    words, names, runs
                distinct, in lower case: its words; those with a capital within the sentence or beginning with a digit; every three
                words in a row
-#}
{% macro lineage_sentence_contents(documents) -%}
    with

    tokenised as (

        select
            documents.document_number,
            sentences.sentence_id,
            (row_number() over (partition by sentences.document_id order by sentences.start_char))::integer as position,
            regexp_extract_all(strip_accents(sentences.text), '[\p{L}\p{N}]+') as tokens,
            -- a quotation may have begun in a sentence before; most sentences hold none and none is open
            case
                when regexp_matches(blocks.text, '["“]')
                    then regexp_matches(
                        regexp_replace(
                            left(blocks.text, sentences.start_char - blocks.start_char), '["“][^"”]*["”]', '', 'g'
                        ),
                        '["“]'
                    )
                else false
            end as is_open,
            regexp_replace(
                case when is_open then '“' else '' end || sentences.text, '["“][^"”]*(?:["”]|$)', '', 'g'
            ) as unquoted,
            2 * length(regexp_replace(unquoted, '[^\p{L}]+', '', 'g'))
            < length(regexp_replace(sentences.text, '[^\p{L}]+', '', 'g')) as is_quoted
        from {{ ref('stg_sentences') }} as sentences
        inner join {{ ref('stg_blocks') }} as blocks on sentences.block_id = blocks.block_id
        inner join {{ documents }} as documents on sentences.document_id = documents.document_id

    )

    select
        document_number,
        sentence_id,
        position,
        is_quoted,
        len(tokens) >= 4 or max(len(tokens)) over (partition by document_number) < 4 as is_long,
        list_distinct(list_transform(tokens, lambda token: lower(token))) as words,
        list_distinct(list_transform(
            -- the first word of a sentence has a capital anyway, and one of capitals only may stand in a heading
            list_concat(
                list_filter(tokens, lambda token: regexp_matches(token, '^\p{N}')),
                list_filter(tokens[2:], lambda token: regexp_matches(token, '^\p{Lu}.*\p{Ll}'))
            ),
            lambda token: lower(token)
        )) as names,
        list_distinct(list_transform(
            range(1, len(tokens) - 1), lambda i: lower(array_to_string(tokens[i:i + 2], ' '))
        )) as runs
    from tokenised
{%- endmacro %}
