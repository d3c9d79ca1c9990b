"""What is expected of quantities: a number with its bound and unit, inside its claim."""

from flows.quality.rules import exists_in, inside, no_nulls, same_keys, same_values, spans_reslice, where
from flows.quality.suites import critical, one_of, suite, unique_key, warning
from flows.warehouse import schema

SUITE = suite(
    "main.quantities",
    key=["quantity_id"],
    columns=[
        *(
            "quantity_id",
            "document_id",
            "claim_id",
            "start_char",
            "end_char",
            "text",
            "value",
            "value_high",
            "bound",
            "unit",
            "unit_kind",
        ),
    ],
    empty_when="no claim holds a number",
    checks=[
        critical("One row a number.", *unique_key("quantity_id")),
        critical("Modelling neither loses a number nor makes one up.", same_keys("quantity_id", "raw.quantities")),
        critical(
            "What extraction found goes through modelling as it is: a judgement that changed on the way was made by nobody.",
            same_values("quantity_id", "raw.quantities", schema.QUANTITIES),
        ),
        critical(
            "These say what the number is about.", no_nulls("quantity_id", "document_id", "claim_id", "bound", "unit_kind")
        ),
        critical(
            "A number of nothing.",
            exists_in("document_id", "documents", key="quantity_id"),
            exists_in("claim_id", "claims", key="quantity_id"),
        ),
        critical("Whatever points at text is exactly that text.", spans_reslice("quantity_id")),
        critical(
            "A number belongs to the claim that it stands in.",
            inside(
                "numbers lie inside their claim", key="quantity_id", outer="claims", outer_key="claim_id", link="claim_id"
            ),
        ),
        critical(
            "Queries filter by these words.",
            one_of("bound", "=", ">", "<", "~", "up", "down"),
            one_of("unit_kind", "money", "ratio", "count", "duration", "measure", "number"),
        ),
        critical(
            "Sums over values that are not numbers are not numbers either.",
            where(
                "values are finite",
                "not isfinite(value) or not isfinite(value_high)",
                show=["quantity_id", "text", "value", "value_high"],
                columns=["value", "value_high"],
            ),
        ),
        critical(
            "A range runs from its lower to its upper end.",
            where(
                "value_high is not below value",
                "value_high < value or value_high is not null and value is null",
                show=["quantity_id", "text", "value", "value_high"],
                columns=["value", "value_high"],
            ),
        ),
        critical(
            "Amounts are comparable only in a currency that is known: an ISO 4217 code.",
            where(
                "money has an ISO 4217 code, and only money",
                "unit_kind = 'money' and not coalesce(regexp_full_match(unit, '[A-Z]{3}'), false) "
                "or unit_kind <> 'money' and regexp_full_match(unit, '[A-Z]{3}')",
                show=["quantity_id", "text", "unit", "unit_kind"],
                columns=["unit", "unit_kind"],
            ),
        ),
        warning(
            "A number that was found but not understood has no value; of the 30 in the seed documents none.",
            no_nulls("quantity_id", "value"),
        ),
        warning(
            "A bare number has no unit, and whatever is counted or measured has one.",
            where(
                "numbers have no unit, counts, measures and durations have one",
                "unit_kind = 'number' and unit is not null or unit_kind in ('count', 'measure', 'duration') and "
                "unit is null",
                show=["quantity_id", "text", "unit", "unit_kind"],
                columns=["unit", "unit_kind"],
            ),
        ),
    ],
)
