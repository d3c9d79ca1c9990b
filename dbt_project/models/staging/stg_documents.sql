with

source as (

    select
        *,
        rowid as row_id
    from {{ source('raw', 'documents') }}

),

renamed as (

    select

        ---------- ids
        document_id,
        sha256,
        row_id,

        ---------- masthead
        title,
        title_start_char,
        title_end_char,
        byline,
        publisher,
        published_at,

        ---------- what it is
        language,
        genre,
        notice_kind,
        notice_origin,
        wording_score,

        ---------- content
        text,
        n_bytes,
        encoding,
        media_type,

        ---------- provenance
        extractor_version,
        first_seen_run_id,
        first_seen_at

    from source

)

select * from renamed
