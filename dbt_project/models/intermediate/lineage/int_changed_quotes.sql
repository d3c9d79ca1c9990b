{{ config(materialized='table') }}
-- Words in quotation marks that differ between the sides of a pair. One row per quotation. Quotations are compared by their words, so a comma
-- moved inside is no change, nor are marks of another style: double, single or two single ones, curved or straight, opened by one and closed by another; one
-- within another is part of the outer. A quotation that goes on beyond the sentence, or comes from one before, counts as far as the sentence goes, and
-- sentences all within one on both sides as a whole. A single mark
-- opens a quotation before a letter and not behind one, and closes it where no letter follows: "players' wages", "the '90s" are none.
-- Nor does a straight double mark before a space open one: it closes what began in an earlier sentence.
--
-- What one side quotes word for word and the other too is no change. Words that the other side has outside quotation marks stand against
-- those (marks dropped, or put in); the rest are laid against what stands in their place, then the nth against the nth, and one that is
-- left over stands alone (the other side null). Minor is what became reported speech in other words, still laid to somebody; what is quoted
-- in part, unless the rest took it back ("but", "if", "probably"); and marks put round words of an interview: they are the speaker's.
-- Of a summary only quotations of two words or more are looked at, and only whether the origin holds these words at all, sentence by sentence.
with

passages as (

    select * from {{ ref('int_fresh_passages') }}

),

sides as (

    select
        sides.*,
        quoted.sentence_id is not null and opposite_quoted.sentence_id is not null as is_quoted
    from {{ ref('int_passage_sides') }} as sides
    left join {{ ref('int_quoted_sentences') }} as quoted on sides.sentence_id = quoted.sentence_id
    left join {{ ref('int_quoted_sentences') }} as opposite_quoted
        on sides.opposite_sentence_id = opposite_quoted.sentence_id
    where sides.side = 'after' or sides.relation != 'summary'

),

cut as (

    select
        passage_link_id,
        relation,
        side,
        start_char,
        is_quoted,
        case
            when is_quoted then [text]
            else regexp_extract_all(
                text,
                '“[^“”]{1,1000}”|“[^“”"]{1,1000}"|“[^“”]{1,1000}$|^[^“”"]{1,1000}”|"[^"“”]{1,1000}”|"[^"\s][^"]{0,999}"'
                -- opened here and closed in a later sentence, or the other way round
                || '|"[^"“”\s][^"“”]{0,999}$|^[^"“”‘]{0,999}[^"“”\s‘(\p{N}]"(?:[\s,.;:)]|$)'
                || '|''''[^“”"]{1,1000}?'''''
                -- with the sign behind the closing mark, that no letter is: RE2 cannot look ahead
                || '|[‘'']\p{L}(?:[^‘’''“”"]|[’'']\p{L})*[’''](?:[^\p{L}\p{N}"“”‘’'']|$)'
                -- what stands between quotations: an apostrophe behind a letter is of its word
                || '|(?:[\p{L}\p{N}][’'']|[^"“‘''])+|["“‘'']'
            )
        end as pieces
    from sides

),

pieces as (

    select
        *,
        generate_subscripts(pieces, 1) as piece_index,
        unnest(pieces) as piece
    from cut

),

located as (

    select
        *,
        start_char + sum(length(piece)) over (
            partition by passage_link_id, side order by piece_index
        )::bigint as end_char
    from pieces

),

quotations as (

    select
        passage_link_id,
        relation,
        side,
        piece_index,
        end_char - length(piece) as start_char,
        end_char - length(piece) + length(regexp_extract(piece, '^[‘''].*[’'']|^[^"].*"|^.*', 0, 's')) as end_char,
        regexp_extract(piece, '^[‘''].*[’'']|^[^"].*"|^.*', 0, 's') as text,
        {{ lineage_folded_text('piece') }} as words
    from located
    where is_quoted or regexp_matches(piece, '^["“‘''].|.”$|."[\s,.;:)]?$')

),

numbered as (

    select
        *,
        row_number() over (partition by passage_link_id, side, words order by piece_index) as occurrence
    from quotations
    where words != ''

),

outside as (

    select
        passage_link_id,
        side,
        {{ lineage_folded_text('piece') }} as words
    from located
    where not is_quoted and not regexp_matches(piece, '^["“‘''].|.”$|."[\s,.;:)]?$')

),

-- what the other side does not quote as often
unmatched as (

    select one.*
    from numbered as one
    anti join numbered as other
        on
            one.passage_link_id = other.passage_link_id
            and one.side != other.side
            and one.words = other.words
            and one.occurrence = other.occurrence
    where one.relation != 'summary'

),

-- the words are there without the marks
unmarked as (

    select distinct unmatched.*
    from unmatched
    inner join outside on unmatched.passage_link_id = outside.passage_link_id and unmatched.side != outside.side
    where contains(' ' || outside.words || ' ', ' ' || unmatched.words || ' ')

),

unmarked_extents as (

    select
        unmarked.passage_link_id,
        unmarked.side,
        unmarked.piece_index,
        min(opposite.start_char) as start_char,
        max(opposite.end_char) as end_char
    from unmarked
    inner join {{ ref('int_passage_tokens') }} as tokens
        on
            unmarked.passage_link_id = tokens.passage_link_id
            and unmarked.side = tokens.side
            and unmarked.start_char <= tokens.start_char
            and unmarked.end_char >= tokens.end_char
    inner join {{ ref('int_passage_tokens') }} as opposite
        on
            tokens.passage_link_id = opposite.passage_link_id
            and tokens.side != opposite.side
            and tokens.opposite_position = opposite.position
    group by unmarked.passage_link_id, unmarked.side, unmarked.piece_index
    -- all of its words, in a row
    having
        count(*) = any_value(len(string_split(unmarked.words, ' ')))
        and max(opposite.position) - min(opposite.position) + 1 = count(*)

),

differing as (

    select
        unmatched.*,
        row_number() over (
            partition by unmatched.passage_link_id, unmatched.side order by unmatched.piece_index
        ) as rank
    from unmatched
    anti join unmarked
        on
            unmatched.passage_link_id = unmarked.passage_link_id
            and unmatched.side = unmarked.side
            and unmatched.piece_index = unmarked.piece_index

),

-- the gaps between anchors that each reaches over, which both sides number alike
differing_extents as (

    select
        differing.passage_link_id,
        differing.side,
        differing.rank,
        differing.piece_index,
        min(tokens.gap) as first_gap,
        max(tokens.gap) as last_gap
    from differing
    inner join {{ ref('int_passage_tokens') }} as tokens
        on
            differing.passage_link_id = tokens.passage_link_id
            and differing.side = tokens.side
            and differing.start_char <= tokens.start_char
            and differing.end_char >= tokens.end_char
    group by differing.passage_link_id, differing.side, differing.rank, differing.piece_index

),

-- the quotation that stands where each does, if each is the other's best
met as (

    select
        b.passage_link_id,
        b.rank as before_rank,
        a.rank as after_rank
    from differing_extents as b
    inner join differing_extents as a
        on b.passage_link_id = a.passage_link_id and b.first_gap <= a.last_gap and b.last_gap >= a.first_gap
    where b.side = 'before' and a.side = 'after'
    qualify
        row_number() over (
            partition by b.passage_link_id, b.rank
            order by least(b.last_gap, a.last_gap) - greatest(b.first_gap, a.first_gap) desc, abs(b.rank - a.rank), a.rank
        ) = 1
        and row_number() over (
            partition by b.passage_link_id, a.rank
            order by least(b.last_gap, a.last_gap) - greatest(b.first_gap, a.first_gap) desc, abs(b.rank - a.rank), b.rank
        ) = 1

),

met_sides as (

    select
        passage_link_id,
        'before' as side,
        before_rank as rank,
        before_rank as pair_rank
    from met

    union all

    select
        passage_link_id,
        'after' as side,
        after_rank as rank,
        before_rank as pair_rank
    from met

),

-- of those that meet none, the nth with the nth
paired as (

    select
        differing.*,
        met_sides.rank is not null as is_met,
        coalesce(
            met_sides.pair_rank,
            row_number() over (
                partition by differing.passage_link_id, differing.side, met_sides.rank is null order by differing.rank
            )
        ) as pair_rank
    from differing
    left join met_sides
        on
            differing.passage_link_id = met_sides.passage_link_id
            and differing.side = met_sides.side
            and differing.rank = met_sides.rank

),

-- where the other document has the words, or what the copy has in their place
echoes as (

    select
        passage_link_id,
        side,
        piece_index,
        start_char,
        end_char
    from unmarked_extents

    union all

    select
        differing_extents.passage_link_id,
        differing_extents.side,
        differing_extents.piece_index,
        min(tokens.start_char) as start_char,
        max(tokens.end_char) as end_char
    from differing_extents
    inner join {{ ref('int_passage_tokens') }} as tokens
        on
            differing_extents.passage_link_id = tokens.passage_link_id
            and differing_extents.side != tokens.side
            and tokens.gap between differing_extents.first_gap and differing_extents.last_gap
    where differing_extents.side = 'before'
    group by differing_extents.passage_link_id, differing_extents.side, differing_extents.piece_index

),

reported as (

    select
        echoes.passage_link_id,
        echoes.side,
        echoes.piece_index,
        attributions.via
    from echoes
    inner join sides on echoes.passage_link_id = sides.passage_link_id and echoes.side = sides.side
    inner join {{ ref('stg_attributions') }} as attributions
        on
            sides.opposite_document_id = attributions.document_id
            and echoes.start_char < attributions.content_end_char
            and echoes.end_char > attributions.content_start_char
    where attributions.via in ('explicit', 'pronoun', 'interview_turn')

    union all

    -- half of its words: who said so may stand in front of it now, and then little of it stands in its place
    select
        differing.passage_link_id,
        differing.side,
        differing.piece_index,
        attributions.via
    from differing
    inner join passages on differing.passage_link_id = passages.passage_link_id
    inner join {{ ref('stg_attributions') }} as attributions
        on
            passages.document_id = attributions.document_id
            and passages.start_char < attributions.content_end_char
            and passages.end_char > attributions.content_start_char
    where
        differing.side = 'before'
        and attributions.via in ('explicit', 'pronoun')
        and not contains({{ lineage_folded_text('passages.text') }}, differing.words)
        and 2 * len(list_intersect(
            string_split(differing.words, ' '), string_split({{ lineage_folded_text('attributions.content_text') }}, ' ')
        )) >= len(list_distinct(string_split(differing.words, ' ')))

),

-- laid to somebody there: reported speech, or a turn of an interview
spoken as (

    select
        passage_link_id,
        side,
        piece_index,
        bool_or(via = 'interview_turn') as is_turn
    from reported
    group by passage_link_id, side, piece_index

),

differing_before as (

    select * from paired
    where side = 'before'

),

differing_after as (

    select * from paired
    where side = 'after'

),

summary_quotations as (

    select numbered.*
    from numbered
    inner join passages on numbered.passage_link_id = passages.passage_link_id
    where numbered.relation = 'summary' and numbered.words like '% %'

),

unsupported as (

    select summary_quotations.*
    from summary_quotations
    inner join passages on summary_quotations.passage_link_id = passages.passage_link_id
    inner join {{ ref('int_origin_words') }} as origins on passages.origin_document_id = origins.document_id
    where
        len(
            list_filter(
                string_split_regex(summary_quotations.text, '[.!?]'),
                lambda sentence: not contains(
                    origins.words, rtrim(' ' || {{ lineage_folded_text('sentence') }}) || ' '
                )
            )
        ) > 0

)

select
    coalesce(b.passage_link_id, a.passage_link_id) as passage_link_id,
    case
        when a.text is null and spoken.piece_index is not null then 'minor'
        -- in another sentence, which the copy joined to this one
        when b.text is null and contains(origins.words, ' ' || a.words || ' ') then 'minor'
        when
            contains(' ' || b.words || ' ', ' ' || a.words || ' ')
            -- marks in other places
            and not contains({{ lineage_folded_text('passages.text') }}, b.words)
            and not regexp_matches(
                replace(' ' || b.words || ' ', ' ' || a.words || ' ', ' '),
                '\b(?:but|although|though|however|yet|if|unless|except|probably|possibly|perhaps|almost|nearly)\b'
            )
            then 'minor'
    end as severity,
    b.start_char as before_start_char,
    b.end_char as before_end_char,
    a.start_char as after_start_char,
    a.end_char as after_end_char,
    case
        when b.text is null then 'only the copy quotes these words'
        when a.text is null then 'the copy does not quote these words'
        else 'other words in quotation marks'
    end as detail
from differing_before as b
full outer join differing_after as a
    on b.passage_link_id = a.passage_link_id and b.is_met = a.is_met and b.pair_rank = a.pair_rank
inner join passages on coalesce(b.passage_link_id, a.passage_link_id) = passages.passage_link_id
inner join {{ ref('int_origin_words') }} as origins on passages.origin_document_id = origins.document_id
left join spoken
    on b.passage_link_id = spoken.passage_link_id and b.side = spoken.side and b.piece_index = spoken.piece_index

union all

select
    unmarked.passage_link_id,
    case when unmarked.side = 'after' and spoken.is_turn then 'minor' end as severity,
    case unmarked.side when 'before' then unmarked.start_char else extents.start_char end as before_start_char,
    case unmarked.side when 'before' then unmarked.end_char else extents.end_char end as before_end_char,
    case unmarked.side when 'after' then unmarked.start_char else extents.start_char end as after_start_char,
    case unmarked.side when 'after' then unmarked.end_char else extents.end_char end as after_end_char,
    case unmarked.side
        when 'before' then 'the copy has these words without quotation marks'
        else 'the origin has these words without quotation marks'
    end as detail
from unmarked
left join unmarked_extents as extents
    on
        unmarked.passage_link_id = extents.passage_link_id
        and unmarked.side = extents.side
        and unmarked.piece_index = extents.piece_index
left join spoken
    on
        unmarked.passage_link_id = spoken.passage_link_id
        and unmarked.side = spoken.side
        and unmarked.piece_index = spoken.piece_index

union all

select
    passage_link_id,
    null as severity,
    null as before_start_char,
    null as before_end_char,
    start_char as after_start_char,
    end_char as after_end_char,
    'the origin does not hold these words' as detail
from unsupported
