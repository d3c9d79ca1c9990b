{{ config(materialized='table') }}
-- Names that differ between the sides of a pair. One row per name of the origin that is not in the copy, and per name of the copy that stands where
-- the origin has none. A name is a run of capitalised words (with "of" or "for" between them), or what an abbreviation in brackets stands for:
-- "artificial intelligence (AI)". The first word of a sentence, quoted ones included, is of a name if its document writes it so behind a word in
-- lower case, and nowhere in lower case, or writes it and the next one so ("Air China").
-- A name is in the other side if that has its words in a row, or the same with a part in another form by seeds/reference/change_aliases.csv
-- ("UK Film Council", "Dr Nielsen" against "United Kingdom Film Council", "Doctor Nielsen"), or its initials
-- (what is spelled out before its own initials is there if nothing stands in its place). A name all of whose words are anchors has not
-- changed (but see int_extended_names), nor has one that is only given more or less fully: words put in before an anchor
-- ("Musk" against "Elon Musk", "Health Ministry" against "Ministry"; "Lib Dem" against "Liberal Democrats"), unless they tell places and ranks apart ("North Korea").
-- Nor is one put in all of whose words the origin has: the copy says who "she" is, or joins two sentences. A day, a month, a time zone or a pronoun
-- is no name. Minor is one that is gone and has no other name in its place, nor as few words as it has: the copy says less, or "the council";
-- one that only moved: far from each other, either side has the other's name as well; and any in a gap of more than ten words, which says
-- something else; and, where people told it again in other words, one in whose place stands no other name ("the country's central bank"),
-- or that stands in a heading, where every word has a capital (a similarity under .3).
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
        and separator = ' '
        and lag(is_capitalised) over words
        and lead(regexp_matches(text, '^\p{Lu}')) over words as is_link,
        start_char - lag(end_char) over words as distance,
        regexp_matches(
            text,
            '^(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|June|July|August|September|October'
            || '|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|GMT|UTC|BST|CES?T|E[DS]T|P[DS]T'
            || '|I|You|He|She|It|We|They|My|Your|His|Her|Its|Our|Their|The|This|That|These|Those|There|An?'
            || '|And|Or|But|In|On|At|By|For|From|Of|To|With|As|If|When|While|What|Who|How|Why|Where|So|Then|However|Also'
            || '|After|Before|Is|Are|Was|Were)$'
        )
        or (
            text = 'May'
            and (
                regexp_matches(lead(token) over words, '^\p{N}')
                or regexp_matches(lag(token) over words, '^(?:\p{N}.*|in|of|since|until|by|from|last|next|this|early|late)$')
            )
        ) as names_nothing
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
        bool_and(islands.opposite_position is null) as is_whole,
        coalesce(
            max(islands.position) filter (where islands.opposite_position is null)
            < min(islands.position) filter (where islands.opposite_position is not null),
            false
        ) as is_before_anchor,
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
        and not bool_and(islands.names_nothing)
        -- no more than words put in before an anchor
        and not (
            is_before_anchor
            and bool_and(gap_extents.gap is null)
            and not bool_or(
                islands.opposite_position is null
                and regexp_matches(
                    islands.token,
                    '^(?:(?:north|south|east|west).*|central|new|upper|lower|greater|vice|deputy|assistant|acting|former)$'
                )
            )
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

-- "Lib Dem" is "Liberal Democrats", the "Ghana" winger the "Ghanaian" one
shortened as (

    select
        b.passage_link_id,
        unnest([b.side, a.side]) as side,
        unnest([b.island, a.island]) as island
    from names as b
    inner join names as a on b.passage_link_id = a.passage_link_id and left(b.name, 3) = left(a.name, 3)
    where
        b.side = 'before'
        and a.side = 'after'
        and regexp_matches(
            if(length(a.name) < length(b.name), b.name, a.name),
            case
                when contains(a.name, ' ')
                    then
                        '^'
                        || regexp_replace(
                            if(length(a.name) < length(b.name), a.name, b.name), '\b(\w{3,4}?)s?\b', '\1[^ ]*', 'g'
                        )
                        || '$'
                else
                    '^'
                    || if(length(a.name) < length(b.name), a.name, b.name)
                    || '(?:n|an|ian|ese|ish|i)s?$'
            end
        )

),

gone as (

    select names.*
    from names
    anti join kept
        on
            names.passage_link_id = kept.passage_link_id
            and names.side = kept.side
            and names.island = kept.island
    anti join shortened
        on
            names.passage_link_id = shortened.passage_link_id
            and names.side = shortened.side
            and names.island = shortened.island

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

either_documents as (

    select document_id from passages

    union

    select origin_document_id from passages

),

said as (

    select
        documents.document_id,
        string_split({{ lineage_folded_text('documents.text') }}, ' ') as words
    from {{ ref('stg_documents') }} as documents
    semi join either_documents on documents.document_id = either_documents.document_id

),

-- whether all words of each name stand anywhere in the other document
known as (

    select
        compared.*,
        passages.relation,
        passages.is_retold,
        passages.similarity < 0.3 as is_unlike,
        -- without the first word of a sentence, which has a capital anyway
        compared.opposite_start_char = if(compared.side = 'before', passages.start_char, passages.origin_start_char)
            as is_opposite_first,
        substr(
            if(compared.side = 'before', passages.text, passages.origin_text),
            compared.opposite_start_char - if(compared.side = 'before', passages.start_char, passages.origin_start_char) + 1,
            compared.opposite_end_char - compared.opposite_start_char
        ) as opposite_text,
        list_has_all(
            said.words, string_split(regexp_replace(compared.name, '^(?:mr|mrs|ms|miss|dr|prof|sir|dame) ', ''), ' ')
        ) as is_known
    from compared
    inner join passages on compared.passage_link_id = passages.passage_link_id
    inner join said
        on
            case compared.side when 'before' then passages.document_id else passages.origin_document_id end
            = said.document_id

),

-- names of the origin, and those that stand in their place
replaced as (

    select
        b.passage_link_id,
        b.island,
        a.island as after_island,
        b.is_known and a.is_known as is_known
    from known as b
    inner join known as a
        on
            b.passage_link_id = a.passage_link_id
            and (b.gap = a.gap or (b.opposite_end_char > a.start_char and b.opposite_start_char < a.end_char))
    where b.side = 'before' and a.side = 'after'

),

moved as (

    select
        passage_link_id,
        island,
        bool_and(is_known) as is_known
    from replaced
    group by passage_link_id, island

),

judged as (

    select
        known.*,
        case
            when
                known.is_retold
                and (
                    known.is_unlike
                    or coalesce(len(list_filter(
                        regexp_extract_all(
                            regexp_replace(known.opposite_text, if(known.is_opposite_first, '^\p{L}+', '^ '), ''),
                            '\p{Lu}[\p{L}\p{M}\p{N}]*'
                        ),
                        lambda name: not regexp_matches(
                            ' mr mrs ms dr sir ' || known.name || ' ',
                            ' ' || rtrim(strip_accents(lower(name)), 's') || 's? '  -- noqa: RF02
                        )
                    )), 0) = 0
                )
                then false
            -- "the borough council" for "Ashdale Borough Council"
            when
                len(string_split({{ lineage_folded_text('known.opposite_text') }}, ' '))
                <= len(string_split(known.name, ' '))
                and list_has_all(
                    string_split('the ' || known.name, ' '),
                    string_split({{ lineage_folded_text('known.opposite_text') }}, ' ')
                )
                and {{ lineage_folded_text('known.opposite_text') }} != known.name
                then false
            when not known.is_whole and not (known.is_before_anchor and gaps.n_after_words > 0) then true
            when moved.island is not null or not known.is_whole
                then
                    greatest(gaps.n_before_words, gaps.n_after_words)
                    <= case when coalesce(moved.is_known, known.is_known) then 6 else 10 end
            -- "apple" for "Apple", not "its rival"
            else
                (
                    not known.is_known
                    or (gaps.n_before_words = gaps.n_after_words and regexp_matches(gaps.after_text, '^\p{Lu}'))
                )
                and greatest(gaps.n_before_words, gaps.n_after_words) <= 1 + len(string_split(known.name, ' '))
                and not regexp_matches(
                    gaps.after_words,
                    '^(?:the|my|your|his|her|its|our|their|this|that|these|those|i|you|he|she|it|we|they|who)\b'
                )
        end as is_material
    from known
    left join moved on known.passage_link_id = moved.passage_link_id and known.island = moved.island
    left join {{ ref('int_passage_gaps') }} as gaps
        on known.passage_link_id = gaps.passage_link_id and known.gap = gaps.gap
    where
        known.side = 'before'
        -- a summary says another thing of another whom the origin names as well
        and not (known.relation = 'summary' and coalesce(moved.is_known, known.is_known))

)

select
    passage_link_id,
    gap,
    case when not coalesce(is_material, false) then 'minor' end as severity,
    start_char as before_start_char,
    end_char as before_end_char,
    case when is_material then opposite_start_char end as after_start_char,
    case when is_material then opposite_end_char end as after_end_char,
    'named in the origin: ' || name as detail
from judged

union all

select
    added.passage_link_id,
    added.gap,
    case when gaps.n_after_words > 10 or added.is_retold then 'minor' end as severity,
    added.opposite_start_char as before_start_char,
    added.opposite_end_char as before_end_char,
    added.start_char as after_start_char,
    added.end_char as after_end_char,
    'named in the copy only: ' || added.name as detail
from known as added
anti join replaced on added.passage_link_id = replaced.passage_link_id and added.island = replaced.after_island
left join {{ ref('int_passage_gaps') }} as gaps
    on added.passage_link_id = gaps.passage_link_id and added.gap = gaps.gap
where
    added.side = 'after'
    and not added.is_known
