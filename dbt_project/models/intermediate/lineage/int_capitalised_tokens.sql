{{ config(materialized='table') }}
-- Words of a passage, and whether each has a capital that may be of a name. One row per word, as in int_passage_tokens.
--
-- The first word of a sentence, quoted ones included, has one if its document writes it so behind a word in lower case, and nowhere in
-- lower case, or writes it and the next one so ("Air China"). So have the words that an abbreviation in brackets stands for:
-- "artificial intelligence (AI)".
with

tokens as (

    select * from {{ ref('int_passage_tokens') }}

),

sides as (

    select * from {{ ref('int_passage_sides') }}

),

-- capitalised first words of sentences, of quoted ones as well, by document
first_words as (

    select distinct
        sides.document_id,
        tokens.side,
        tokens.passage_link_id,
        tokens.position,
        tokens.token,
        tokens.text || ' ' || case when next_tokens.separator = ' ' then next_tokens.text end as pair
    from tokens
    inner join sides on tokens.passage_link_id = sides.passage_link_id and tokens.side = sides.side
    left join tokens as next_tokens
        on
            tokens.passage_link_id = next_tokens.passage_link_id
            and tokens.side = next_tokens.side
            and tokens.position + 1 = next_tokens.position
    -- "United States" begins with a name wherever it stands
    anti join {{ ref('change_aliases') }} as aliases on concat_ws(' ', tokens.token, next_tokens.token) = aliases.alias
    anti join {{ ref('change_aliases') }} as full_names on concat_ws(' ', tokens.token, next_tokens.token) = full_names.name
    where
        regexp_matches(tokens.text, '^\p{Lu}')
        -- a mark that closes a quotation stands before the space: the word behind ," or ?" is who says it, behind ." a new sentence
        and (
            tokens.position = 1
            or regexp_matches(tokens.separator, '[,:;.!?]["”’'']*\s+["“‘'']|[:;.]["“‘'']+$|:\s|\.["”’'']+\s')
        )

),

written as (

    select
        sentences.document_id,
        unnest(
            regexp_extract_all(
                sentences.text, '(?:^|[^\p{L}\p{M}\p{N}])\p{Ll}[\p{L}\p{M}]* (\p{Lu}[\p{L}\p{M}\p{N}]*)', 1
            )
            || regexp_extract_all(sentences.text, '(?:^|[^\p{L}\p{M}\p{N}])(\p{Ll}[\p{L}\p{M}\p{N}]*)', 1)
        ) as word
    from {{ ref('stg_sentences') }} as sentences
    semi join first_words on sentences.document_id = first_words.document_id

),

proper as (

    select
        document_id,
        strip_accents(lower(word)) as token
    from written
    group by document_id, strip_accents(lower(word))
    having bool_and(regexp_matches(word, '^\p{Lu}'))

),

-- two words in capitals behind one in lower case, or a bracket: where a name begins
written_pairs as (

    select distinct
        sentences.document_id,
        unnest(
            regexp_extract_all(
                sentences.text,
                '(?:[^\p{L}\p{M}\p{N}]\p{Ll}[\p{L}\p{M}]* |\()(\p{Lu}[\p{L}\p{M}\p{N}]* \p{Lu}[\p{L}\p{M}\p{N}]*)',
                1
            )
        ) as pair
    from {{ ref('stg_sentences') }} as sentences
    semi join first_words on sentences.document_id = first_words.document_id

),

common_first_words as (

    select
        first_words.passage_link_id,
        first_words.side,
        first_words.position
    from first_words
    anti join proper on first_words.document_id = proper.document_id and first_words.token = proper.token
    anti join written_pairs
        on first_words.document_id = written_pairs.document_id and first_words.pair = written_pairs.pair

),

-- the words before an abbreviation in brackets that begin with its letters
spelled_out as (

    select
        abbreviations.passage_link_id,
        abbreviations.side,
        min(words.position) as first_position,
        max(words.position) as last_position
    from tokens as abbreviations
    inner join tokens as words
        on
            abbreviations.passage_link_id = words.passage_link_id
            and abbreviations.side = words.side
            and words.position between abbreviations.position - length(abbreviations.text) and abbreviations.position - 1
    where abbreviations.separator = ' (' and regexp_matches(abbreviations.text, '^\p{Lu}{2,6}$')
    group by abbreviations.passage_link_id, abbreviations.side, abbreviations.position, abbreviations.token
    having string_agg(left(words.token, 1), '' order by words.position) = abbreviations.token

)

select
    tokens.passage_link_id,
    tokens.side,
    tokens.position,
    tokens.text,
    tokens.token,
    tokens.separator,
    tokens.start_char,
    tokens.end_char,
    tokens.opposite_position,
    tokens.gap,
    spelled_out.first_position is not null as is_spelled_out,
    spelled_out.first_position is not null
    or (
        regexp_matches(tokens.text, '^\p{Lu}')
        and common_first_words.passage_link_id is null
    ) as is_capitalised
from tokens
left join common_first_words
    on
        tokens.passage_link_id = common_first_words.passage_link_id
        and tokens.side = common_first_words.side
        and tokens.position = common_first_words.position
left join spelled_out
    on
        tokens.passage_link_id = spelled_out.passage_link_id
        and tokens.side = spelled_out.side
        and tokens.position between spelled_out.first_position and spelled_out.last_position
