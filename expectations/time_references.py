"""What is expected of time references: a period in calendar dates, inside its claim."""

from flows.quality.rules import exists_in, inside, no_nulls, same_keys, same_values, spans_reslice, where
from flows.quality.suites import critical, suite, unique_key, warning
from flows.warehouse import schema

SUITE = suite(
    "main.time_references",
    key=["time_reference_id"],
    columns=["time_reference_id", "document_id", "claim_id", "start_char", "end_char", "text", "date_from", "date_to"],
    empty_when="no claim holds a date or period",
    checks=[
        critical("One row a date or period.", *unique_key("time_reference_id")),
        critical("Modelling neither loses a date nor makes one up.", same_keys("time_reference_id", "raw.time_references")),
        critical(
            "What extraction found goes through modelling as it is: a judgement that changed on the way was made by nobody.",
            same_values("time_reference_id", "raw.time_references", schema.TIME_REFERENCES),
        ),
        critical("A date of nothing.", no_nulls("time_reference_id", "document_id", "claim_id")),
        critical(
            "A date of nothing.",
            exists_in("document_id", "documents", key="time_reference_id"),
            exists_in("claim_id", "claims", key="time_reference_id"),
        ),
        critical("Whatever points at text is exactly that text.", spans_reslice("time_reference_id")),
        critical(
            "A date belongs to the claim that it stands in.",
            inside(
                "dates lie inside their claim",
                key="time_reference_id",
                outer="claims",
                outer_key="claim_id",
                link="claim_id",
            ),
        ),
        critical(
            "A period runs forward; one end may be open.",
            where(
                "date_from is not after date_to",
                "date_from > date_to",
                show=["time_reference_id", "text", "date_from", "date_to"],
                columns=["date_from", "date_to"],
            ),
        ),
        # A warning: "over the next 500 years" is rightly read, and one document must not keep all others back.
        warning(
            "A year outside 1000 to 2200 is mostly a number that was taken for a year.",
            where(
                "years lie between 1000 and 2200",
                "year(date_from) not between 1000 and 2200 or year(date_to) not between 1000 and 2200",
                show=["time_reference_id", "text", "date_from", "date_to"],
                columns=["date_from", "date_to"],
            ),
        ),
    ],
)
