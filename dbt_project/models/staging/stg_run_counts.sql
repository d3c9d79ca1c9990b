with

source as (

    select * from {{ source('raw', 'run_counts') }}

),

renamed as (

    select

        ---------- ids
        run_id,

        ---------- counts
        n_listed,
        n_loaded,
        n_already_known,
        n_rejected

    from source

)

select * from renamed
