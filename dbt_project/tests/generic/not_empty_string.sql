{#-
    Where there is a value, it holds more than white space; "nothing" is null and never "". A row returned has such a
    value.
-#}
{% test not_empty_string(model, column_name) %}

select *
from {{ model }}
where
    {{ column_name }} is not null
    and {{ count_visible_characters(column_name) }} = 0

{% endtest %}
