{{ config(materialized='table') }}
-- Names that differ between the sides of a pair. One row per name of the origin that is not in the copy, and per name of the copy that stands where
-- the origin has none. A name is a run of capitalised words (with "of" or "for" between them), or what an abbreviation in brackets stands for:
-- "artificial intelligence (AI)". The first word of a sentence, quoted ones included, is of a name if its document writes it so behind a word in
-- lower case, and nowhere in lower case, or writes it and the next one so ("Air China").
-- A name is in the other side if that has its words in a row, or the same with a part in another form by seeds/reference/change_aliases.csv
-- ("UK Film Council", "Dr Nielsen" against "United Kingdom Film Council", "Doctor Nielsen"), or its initials
-- (what is spelled out before its own initials is there if nothing stands in its place). A name all of whose words are anchors has not
-- changed (but see int_extended_names), nor has one that is only given more or less fully: words put in before an anchor
-- ("Musk" against "Elon Musk", "Health Ministry" against "Ministry"), unless they tell places and ranks apart ("North Korea").
-- Nor is one put in that the origin names in another sentence: the copy may have joined the two. Minor is one that is gone with six words
-- or more, for which the copy has nothing: it says less, and nothing else.
with

tokens as (

    select * from {{ ref('int_passage_tokens') }}

),

aliases as (

    select
        alias,
        name
    from {{ ref('change_aliases') }}

    union

    select distinct
        name as alias,
        name
    from {{ ref('change_aliases') }}

),

passages as (

    select * from {{ ref('int_fresh_passages') }}

),

-- capitalised first words of sentences, of quoted ones as well, by document
first_words as (

    select distinct
        case tokens.side when 'before' then passages.origin_document_id else passages.document_id end as document_id,
        tokens.side,
        tokens.passage_link_id,
        tokens.position,
        tokens.token,
        tokens.text || ' ' || case when next_tokens.separator = ' ' then next_tokens.text end as pair
    from tokens
    inner join passages on tokens.passage_link_id = passages.passage_link_id
    left join tokens as next_tokens
        on
            tokens.passage_link_id = next_tokens.passage_link_id
            and tokens.side = next_tokens.side
            and tokens.position + 1 = next_tokens.position
    -- "United States" begins with a name wherever it stands
    anti join aliases on concat_ws(' ', tokens.token, next_tokens.token) = aliases.alias
    where
        regexp_matches(tokens.text, '^\p{Lu}')
        and (tokens.position = 1 or regexp_matches(tokens.separator, '[,:;.!?]\s*["“‘'']|:\s'))

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

),

capitalised as (

    select
        tokens.*,
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

),

marked as (

    select
        *,
        token in ('of', 'for')
        and lag(is_capitalised) over words
        and lead(regexp_matches(text, '^\p{Lu}')) over words as is_link,
        start_char - lag(end_char) over words as distance
    from capitalised
    window words as (partition by passage_link_id, side order by position)

),

followed as (

    select
        *,
        coalesce(
            lag(is_capitalised or is_link) over (partition by passage_link_id, side order by position), false
        ) as previous_is_name
    from marked

),

islands as (

    select
        *,
        case when opposite_position is null then gap end as own_gap,
        sum(
            case
                when distance = 1 and previous_is_name then 0
                else 1
            end
        ) over (partition by passage_link_id, side order by position) as island
    from followed
    where is_capitalised or is_link

),

-- what stands in a gap: its capitalised words where it has some
gap_extents as (

    select
        passage_link_id,
        side,
        gap,
        coalesce(min(position) filter (where is_capitalised), min(position)) as first_position,
        coalesce(max(position) filter (where is_capitalised), max(position)) as last_position
    from capitalised
    where opposite_position is null
    group by passage_link_id, side, gap

),

names as (

    select
        islands.passage_link_id,
        islands.side,
        islands.island,
        min(islands.start_char) as start_char,
        max(islands.end_char) as end_char,
        {{ joined_in_order('islands.token', 'islands.position') }} as name,
        {{
            joined_in_order('left(islands.token, 1)', 'islands.position', 'islands.is_capitalised', separator='')
        }} as initials,
        bool_or(islands.is_spelled_out) as is_spelled_out,
        bool_or(gap_extents.gap is not null) as is_replaced,
        min(islands.own_gap) as gap,
        min(coalesce(islands.opposite_position, gap_extents.first_position)) as opposite_first_position,
        max(coalesce(islands.opposite_position, gap_extents.last_position)) as opposite_last_position
    from islands
    left join gap_extents
        on
            islands.passage_link_id = gap_extents.passage_link_id
            and islands.side != gap_extents.side
            and islands.own_gap = gap_extents.gap
    group by islands.passage_link_id, islands.side, islands.island
    having
        count(*) filter (where islands.opposite_position is null) > 0
        -- no more than words put in before an anchor
        and not coalesce(
            max(islands.position) filter (where islands.opposite_position is null)
            < min(islands.position) filter (where islands.opposite_position is not null)
            and bool_and(gap_extents.gap is null)
            and not bool_or(
                islands.opposite_position is null
                and regexp_matches(
                    islands.token,
                    '^(?:(?:north|south|east|west).*|central|new|upper|lower|greater|vice|deputy|assistant|acting|former)$'
                )
            ),
            false
        )

),

contents as (

    select
        passage_link_id,
        side,
        ' ' || {{ joined_in_order('token', 'position') }} || ' ' as words
    from tokens
    group by passage_link_id, side

),

forms as (

    select
        names.passage_link_id,
        names.side,
        names.island,
        names.name,
        names.initials,
        unnest(
            -- one letter is an article or the rest of a contraction: "Apple" does not stand in "a firm"
            [
                names.name,
                case
                    when length(names.initials) > 1 and not (names.is_spelled_out and names.is_replaced) then names.initials
                end
            ]
            || coalesce(
                list(
                    trim(replace(' ' || names.name || ' ', ' ' || aliases.alias || ' ', ' ' || other_forms.alias || ' '))
                ) filter (where other_forms.alias is not null),
                []
            )
        ) as form
    from names
    left join aliases on contains(' ' || names.name || ' ', ' ' || aliases.alias || ' ')
    left join aliases as other_forms on aliases.name = other_forms.name
    group by
        names.passage_link_id, names.side, names.island, names.name, names.initials, names.is_spelled_out, names.is_replaced

),

kept as (

    select distinct
        forms.passage_link_id,
        forms.side,
        forms.island
    from forms
    inner join contents
        on
            forms.passage_link_id = contents.passage_link_id
            and forms.side != contents.side
            and contains(contents.words, ' ' || forms.form || ' ')
    inner join contents as own_contents
        on forms.passage_link_id = own_contents.passage_link_id and forms.side = own_contents.side
    -- "China" is not in "middle-class Chinese" if its own side has that as well
    where
        forms.form in (forms.name, forms.initials)
        or length(replace(contents.words, ' ' || forms.form || ' ', ' ')) - length(contents.words)
        < length(replace(own_contents.words, ' ' || forms.form || ' ', ' ')) - length(own_contents.words)

),

gone as (

    select names.*
    from names
    anti join kept
        on
            names.passage_link_id = kept.passage_link_id
            and names.side = kept.side
            and names.island = kept.island

),

opposites as (

    select
        gone.passage_link_id,
        gone.side,
        gone.island,
        min(tokens.start_char) as opposite_start_char,
        max(tokens.end_char) as opposite_end_char
    from gone
    inner join tokens
        on
            gone.passage_link_id = tokens.passage_link_id
            and gone.side != tokens.side
            and tokens.position between gone.opposite_first_position and gone.opposite_last_position
    group by gone.passage_link_id, gone.side, gone.island

),

compared as (

    select
        gone.*,
        opposites.opposite_start_char,
        opposites.opposite_end_char
    from gone
    left join opposites
        on
            gone.passage_link_id = opposites.passage_link_id
            and gone.side = opposites.side
            and gone.island = opposites.island

),

replaced as (

    select * from compared
    where side = 'before'

),

-- put in where the origin has nothing, and named by it in another sentence
named_elsewhere as (

    select
        added.passage_link_id,
        added.island
    from compared as added
    inner join passages on added.passage_link_id = passages.passage_link_id
    inner join {{ ref('int_origin_words') }} as origins on passages.origin_document_id = origins.document_id
    where
        added.side = 'after'
        and added.opposite_start_char is null
        and contains(origins.words, ' ' || added.name || ' ')

)

select
    compared.passage_link_id,
    compared.gap,
    case when gaps.n_after_words = 0 and gaps.n_before_words >= 6 then 'minor' end as severity,
    compared.start_char as before_start_char,
    compared.end_char as before_end_char,
    compared.opposite_start_char as after_start_char,
    compared.opposite_end_char as after_end_char,
    'named in the origin: ' || compared.name as detail
from compared
left join {{ ref('int_passage_gaps') }} as gaps
    on compared.passage_link_id = gaps.passage_link_id and compared.gap = gaps.gap
where compared.side = 'before'

union all

select
    added.passage_link_id,
    added.gap,
    null as severity,
    added.opposite_start_char as before_start_char,
    added.opposite_end_char as before_end_char,
    added.start_char as after_start_char,
    added.end_char as after_end_char,
    'named in the copy only: ' || added.name as detail
from compared as added
anti join replaced as replaced_there
    on added.passage_link_id = replaced_there.passage_link_id and added.gap = replaced_there.gap
anti join replaced as replaced_opposite
    on
        added.passage_link_id = replaced_opposite.passage_link_id
        and added.start_char < replaced_opposite.opposite_end_char
        and added.end_char > replaced_opposite.opposite_start_char
anti join named_elsewhere
    on added.passage_link_id = named_elsewhere.passage_link_id and added.island = named_elsewhere.island
where added.side = 'after'
