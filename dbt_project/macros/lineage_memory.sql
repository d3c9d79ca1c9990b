{#-
    What earlier builds found is kept in schema incremental. Hooks of the models there, before they run: what a model holds is what it
    would make anew, so what no longer belongs there goes first; a run then adds what is missing.
-#}

{#- Forget pairs that `relation` no longer holds, but for rows of a document with itself if there are such (`of_two`). -#}
{% macro forget_other_pairs(relation, columns, of_two=false) -%}
    {%- if is_incremental() -%}
        delete from {{ this }}
        where
            ({{ columns | join(', ') }}) not in (select ({{ columns | join(', ') }}) from {{ ref(relation) }})
            {%- if of_two %} and {{ columns | join(' != ') }}{% endif %}
    {%- endif -%}
{%- endmacro %}

{#- Forget documents that are no more, or that another version of extraction has read since. -#}
{% macro forget_other_documents() -%}
    {%- if is_incremental() -%}
        delete from {{ this }}
        where (document_id, extractor_version) not in (
            select (document_id, extractor_version) from {{ ref('stg_documents') }}
        )
    {%- endif -%}
{%- endmacro %}

{#-
    Forget everything if a document that was counted is no more: its shingles are not known any longer, and each was counted for
    others too. `columns` name the two of a pair; a row with the same document twice says that it was counted.
-#}
{% macro forget_all_if_a_document_is_gone(columns) -%}
    {%- if is_incremental() -%}
        delete from {{ this }}
        where exists (
            select 1
            from {{ this }} as counted
            anti join {{ ref('int_lineage_documents') }} as documents on counted.{{ columns[0] }} = documents.document_key
            where counted.{{ columns[0] }} = counted.{{ columns[1] }}
        )
    {%- endif -%}
{%- endmacro %}

{#-
    Of a staging view only the rows of `documents`, where there is something from earlier builds. Where they stand is looked up first:
    they were loaded last, and of what stands before them DuckDB reads no text then.
-#}
{% macro lineage_rows_of(documents, relation) -%}
    {%- if is_incremental() -%}
        where row_id in (select row_id from {{ relation }} where document_id in (select document_id from {{ documents }}))
    {%- endif -%}
{%- endmacro %}
