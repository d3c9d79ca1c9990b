{#-
    Values lie between `minimum` and `maximum`, both allowed; an end that is not given is open. A row returned has a value
    outside, or one that is not a number.
-#}
{% test within_range(model, column_name, minimum=none, maximum=none) %}

select *
from {{ model }}
where
    {{ column_name }} is not null
    and not (
        {{ column_name }} >= {{ "'-infinity'::double" if minimum is none else minimum }}
        and {{ column_name }} <= {{ "'infinity'::double" if maximum is none else maximum }}
    )

{% endtest %}
