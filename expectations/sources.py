"""What is expected of sources: each is somebody, and its counts are true."""

from flows.quality.rules import counted, exists_in, no_nulls, no_rows, share_at_most, where
from flows.quality.suites import critical, one_of, suite, unique_key, warning

SUITE = suite(
    "main.sources",
    key=["source_id"],
    columns=["source_id", "name", "kind", "description", "aliases", "n_documents", "n_claims", "n_attributions"],
    empty_when="no document has a claim: every claim has a source",
    checks=[
        critical(
            "A source is called what some document calls it; a name that no document has was made up on the way.",
            no_rows(
                "names are those that extraction found",
                "select t.source_id, t.name from batch as t anti join raw.document_sources as o on t.name = o.name",
                columns=["name"],
            ),
        ),
        critical("Attributions point at a source by its identifier.", *unique_key("source_id")),
        critical("A source without a name or kind is nobody.", no_nulls("source_id", "name", "kind")),
        critical(
            "A name of white space is nobody.",
            where("name is not blank", "trim(name) = ''", show=["source_id", "name"], columns=["name"]),
        ),
        critical(
            "Queries filter by these words.",
            one_of("kind", "person", "organisation", "publication", "government", "document", "group", "unnamed", "author"),
        ),
        critical(
            "Words put into another's mouth: a source bears every name under which it is attributed.",
            no_rows(
                "a source is called what its attributions call it",
                "select distinct t.source_id, t.name, d.name as attributed_as from batch as t "
                "join attributions as a using (source_id) join raw.attributions as r using (attribution_id) "
                "join raw.document_sources as d on r.document_source_id = d.document_source_id "
                "where d.name <> t.name and not coalesce(list_contains(t.aliases, d.name), false)",
                columns=["name", "aliases"],
            ),
        ),
        critical(
            "A count is what one gets by counting the rows it speaks of.",
            counted("n_attributions", key="source_id", table="attributions"),
            counted("n_claims", key="source_id", table="attributions", what="count(distinct claim_id)"),
            no_rows(
                "n_documents is at least the number of documents that attribute to the source",
                "select t.source_id, t.n_documents, a.n as counted from batch as t join (select source_id, "
                "count(distinct document_id) as n from attributions group by source_id) as a using (source_id) "
                "where t.n_documents is null or t.n_documents < a.n",
                columns=["n_documents"],
            ),
        ),
        warning(
            "A source that says nothing was named and then lost.", exists_in("source_id", "attributions", key="source_id")
        ),
        warning(
            "One name of one kind is one source, except where only a last name or a common noun is given.",
            no_rows(
                "full names of persons and organisations stand once",
                "select name, kind, count(*) as n_sources, min(source_id) as source_id from batch "
                "where kind in ('person', 'organisation', 'publication', 'government') and contains(trim(name), ' ') "
                "and name <> lower(name) group by name, kind having count(*) > 1",
                columns=["name", "kind"],
            ),
        ),
        warning(
            "Sources that are not named (officials, critics, a person familiar with the matter) cannot be asked. "
            "In the seed documents 8 of 164 attributions to others are to unnamed ones.",
            share_at_most(
                "at most 30 of 100 attributions to others are to unnamed sources",
                of="kind = 'unnamed'",
                among="kind <> 'author'",
                table="(select s.kind from attributions join sources as s using (source_id))",
                most=0.3,
            ),
        ),
    ],
)
