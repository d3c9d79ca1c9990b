-- The marts of tests/good_warehouse.py, from its raw tables. The article is the original, the copy is its near copy.
alter table raw.documents add column first_seen_run_id varchar;
alter table raw.documents add column first_seen_at timestamptz;
update raw.documents set first_seen_run_id = 'run-1', first_seen_at = timestamptz '2026-11-01 12:00:00+00';

create table raw.document_sightings as
select
    document_id, source, uri, run_id as first_seen_run_id, seen_at as first_seen_at, run_id as last_seen_run_id, seen_at as last_seen_at
from raw.ingested_files
where document_id is not null;

create table raw.run_counts as
select
    'run-1' as run_id, 4::bigint as n_listed, 2::bigint as n_loaded, 1::bigint as n_already_known, 1::bigint as n_rejected;

create table document_sightings as
select substr(sha256(document_id || source || uri), 1, 16) as sighting_id, * from raw.document_sightings;

create table blocks as
select
    block_id, document_id, block_index, start_char, end_char, text, kind, speaker, reason,
    kind in ('paragraph', 'list_item', 'question', 'answer') as is_content
from raw.blocks;

create table sentences as select * from raw.sentences;

create table claim_groups as
with ranked as (
    select
        *, substr(sha256(regexp_replace(text, '[0-9]', '', 'g')), 1, 16) as claim_group_id
    from raw.claims
)
select
    claim_group_id, min_by(text, claim_id) as text, min(claim_id) as representative_claim_id, count(*) as n_claims,
    count(distinct document_id) as n_documents, 1::bigint as n_independent_documents, 1::bigint as n_sources,
    timestamptz '2026-11-01 12:00:00+00' as first_seen_at
from ranked
group by claim_group_id;

create table claims as
select *, substr(sha256(regexp_replace(text, '[0-9]', '', 'g')), 1, 16) as claim_group_id from raw.claims;

create table attributions as
select
    a.attribution_id, a.statement_id, a.document_id, a.claim_id, substr(sha256(s.name || s.kind), 1, 16) as source_id,
    a.* exclude (attribution_id, statement_id, document_id, claim_id, document_source_id)
from raw.attributions as a
join raw.document_sources as s using (document_source_id);

create table sources as
select
    substr(sha256(s.name || s.kind), 1, 16) as source_id, s.name, s.kind, any_value(s.description) as description,
    []::varchar[] as aliases, count(distinct a.document_id) as n_documents, count(distinct a.claim_id) as n_claims,
    count(*) as n_attributions
from raw.document_sources as s
join raw.attributions as a using (document_source_id)
group by all;

create table quantities as select * from raw.quantities;
create table time_references as select * from raw.time_references;

create table documents as
with original as (select document_id from raw.documents where byline = 'Ana Duarte')
select
    d.document_id, d.sha256, d.title, d.byline, d.publisher, d.published_at, d.language, d.genre, d.text, d.encoding, d.media_type,
    d.notice_kind, d.notice_origin, d.n_bytes, length(d.text) as n_characters, len(string_split(d.text, ' ')) as n_words,
    (select count(*) from blocks as t where t.document_id = d.document_id) as n_blocks,
    (select count(*) from sentences as t where t.document_id = d.document_id) as n_sentences,
    (select count(*) from claims as t where t.document_id = d.document_id) as n_claims,
    (select count(*) from attributions as t where t.document_id = d.document_id) as n_attributions,
    (select count(*) from quantities as t where t.document_id = d.document_id) as n_quantities,
    0.1::double as boilerplate_share,
    case when d.publisher = 'Copy Site' then (select document_id from original) else d.document_id end as story_id,
    case when d.publisher = 'Copy Site' then 'near_copy' else 'original' end as derivation,
    case when d.publisher = 'Copy Site' then (select document_id from original) end as derived_from_document_id,
    case when d.publisher = 'Copy Site' then 0.9::double end as derivation_score,
    d.wording_score, d.wording_score < -0.3 as is_probably_rewritten,
    d.extractor_version, d.first_seen_run_id, d.first_seen_at
from raw.documents as d;

create table document_links as
select
    'link-1' as document_link_id, c.document_id, o.document_id as origin_document_id, 'near_copy' as relation,
    0.9::double as containment, 0.6::double as origin_containment, 20::bigint as n_shared_shingles,
    2::bigint as n_aligned_sentences, c.n_sentences, 0.9::double as score, 'published_at' as direction_evidence
from documents as c
join documents as o on c.derived_from_document_id = o.document_id;

create table passage_links as
select
    'passage-' || c.sentence_index as passage_link_id, l.document_id, l.origin_document_id, c.sentence_id,
    o.sentence_id as origin_sentence_id, c.start_char, c.end_char, c.text, o.start_char as origin_start_char,
    o.end_char as origin_end_char, o.text as origin_text,
    case when c.text = o.text then 1.0 else 0.97 end::double as similarity, c.text = o.text as is_identical
from document_links as l
join sentences as c on l.document_id = c.document_id
join sentences as o on l.origin_document_id = o.document_id and c.sentence_index = o.sentence_index;

create table claim_changes as
select
    'change-1' as claim_change_id, p.passage_link_id, p.document_id, p.origin_document_id, 'number' as change, 'material' as severity,
    '40' as before_text, p.origin_start_char + position('40' in p.origin_text) - 1 as before_start_char,
    p.origin_start_char + position('40' in p.origin_text) + 1 as before_end_char,
    '45' as after_text, p.start_char + position('45' in p.text) - 1 as after_start_char,
    p.start_char + position('45' in p.text) + 1 as after_end_char, '40 became 45' as detail
from passage_links as p
where not p.is_identical;

create table claim_relations as
select
    'relation-1' as claim_relation_id, a.claim_id, b.claim_id as related_claim_id, 'corroborates' as relation,
    'both say that water is short' as detail, 0.7::double as score
from claims as a, claims as b
where a.text = 'It is bad.' and b.text like '%40 percent%';
