"""Rules that take SQL: each is a query for the rows that break it.

In a query ``batch`` is the table of the suite; every other table is called by its name. Rules read tables set-based and
show only short columns, never a whole document.

What does not belong here: which table a rule is applied to, its severity and its reason (``expectations/``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

import great_expectations.expectations as gxe

from flows.quality.types import FAILING_ROWS_KEPT

COUNT_COLUMN = "n_unexpected_rows"


class ExpectNoRows(gxe.UnexpectedRowsExpectation):  # type: ignore[misc]  # Great Expectations' models are not seen by mypy
    """A query for rows that must not exist; the first of them and their number come from one pass.

    The parent runs the query twice (rows, then their number) and hands on rows only in the result format that also keeps
    every unexpected value of every other expectation in memory.
    """

    metric_dependencies: ClassVar[tuple[str, ...]] = ("unexpected_rows_query.table",)

    def _validate(self, metrics: dict[str, Any], *_: Any, **__: Any) -> dict[str, Any]:
        rows = [dict(row) for row in metrics["unexpected_rows_query.table"]]
        count = rows[0][COUNT_COLUMN] if rows else 0
        shown = [{name: value for name, value in row.items() if name != COUNT_COLUMN} for row in rows]
        return {"success": not rows, "result": {"observed_value": count, "details": {"unexpected_rows": shown}}}


def no_rows(title: str, query: str, *, columns: Sequence[str] = ()) -> ExpectNoRows:
    """Return the expectation that a query finds nothing.

    Takes what holds when it does ("claims lie inside their sentence"), the query for rows that break it, and the columns
    that the rule is about.
    """
    # Great Expectations puts the table where {batch} stands, with or without an alias of its own; only so do both read well.
    literal = query.replace("{", "{{").replace("}", "}}")
    return ExpectNoRows(
        unexpected_rows_query="with batch as not materialized (select * from {batch}) "
        f"select *, count(*) over () as {COUNT_COLUMN} from ({literal}) limit {FAILING_ROWS_KEPT}",
        description=title,
        meta={"title": title, "columns": list(columns)},
    )


def where(title: str, condition: str, *, show: Sequence[str], columns: Sequence[str] = ()) -> ExpectNoRows:
    """Return the expectation that no row of the table fulfils a condition; failing rows show the columns ``show``."""
    return no_rows(title, f"select {', '.join(show)} from batch as t where {condition}", columns=columns)


def no_nulls(key: str, *columns: str) -> ExpectNoRows:
    """Return the expectation that every one of the columns holds a value on every row; failing rows name those that do not.

    One query for all of them: an expectation for each column cost 10 ms each, a third of the time of all checks.
    """
    missing = ", ".join(f"case when {column} is null then '{column}' end" for column in columns)
    return no_rows(
        "required columns hold a value",
        f"select {key}, list_filter([{missing}], lambda name: name is not null) as null_columns from batch "
        f"where {' or '.join(f'{column} is null' for column in columns)}",
        columns=columns,
    )


def exists_in(column: str, table: str, *, key: str, target: str | None = None) -> ExpectNoRows:
    """Return the expectation that a column, where it is not null, holds a value of another table's column.

    Failing rows show ``key``, the table's own key. ``target`` is the other table's column, ``column`` unless it is named
    otherwise.
    """
    target = target or column
    shown = ", ".join(f"t.{name}" for name in dict.fromkeys([key, column]))
    return no_rows(
        f"{column} exists in {table}",
        f"select {shown} from batch as t anti join {table} as o on t.{column} = o.{target} where t.{column} is not null",
        columns=[column],
    )


def same_keys(key: str, table: str) -> ExpectNoRows:
    """Return the expectation that the table and another hold the same values of a key column: none lost, none added."""
    return no_rows(
        f"{key} is the same set as in {table}",
        f"select {key}, 'not in {table}' as finding from (select {key} from batch except select {key} from {table}) "
        f"union all select {key}, 'only in {table}' as finding from (select {key} from {table} except select {key} "
        f"from batch)",
        columns=[key],
    )


def same_values(key: str, table: str, columns: Iterable[str], *, without: Sequence[str] = ()) -> ExpectNoRows:
    """Return the expectation that the table holds, row by row, what another holds in columns of the same names.

    Compared are ``columns``, but for the key and those ``without``. Rows are matched by ``key``; a row that only one of the
    two has is :func:`same_keys`' affair. Failing rows name the columns that differ.
    """
    compared = [column for column in columns if column not in (key, *without)]
    differing = ", ".join(f"case when t.{column} is distinct from o.{column} then '{column}' end" for column in compared)
    return no_rows(
        f"each row is as it is in {table}",
        f"select t.{key}, list_filter([{differing}], lambda name: name is not null) as differing_columns "
        f"from batch as t join {table} as o on t.{key} = o.{key} "
        f"where {' or '.join(f't.{column} is distinct from o.{column}' for column in compared)}",
        columns=compared,
    )


def same_rows(title: str, table: str, columns: Sequence[str], *, show: Sequence[str]) -> ExpectNoRows:
    """Return the expectation that the table and another hold the same rows, as far as ``columns`` go."""
    compared, shown = ", ".join(columns), ", ".join(show)
    here, there = f"select {compared} from batch", f"select {compared} from {table}"
    return no_rows(
        title,
        f"select {shown} from ({here} except {there}) union all select {shown} from ({there} except {here})",
    )


PIECE_CHARACTERS = 10_000


def _pieces(documents: str) -> str:
    """Return the CTE ``pieces``: each document's text in pieces that begin :data:`PIECE_CHARACTERS` code points apart.

    They are numbered from 0 and twice as long as they are apart, so that the piece in which a span begins holds all of it
    unless it is longer than they are apart. ``substring`` of a text that is not ASCII counts from its start each time:
    30,000 spans of a document of 3,000,000 characters took 46 s, by way of pieces 1 s.
    """
    return (
        f"pieces as (select document_id, n_characters, position, "
        f"substring(text, position * {PIECE_CHARACTERS} + 1, 2 * {PIECE_CHARACTERS}) as piece "
        f"from (select document_id, text, length(text) as n_characters, "
        f"unnest(range((length(text) - 1) // {PIECE_CHARACTERS} + 1)) as position from {documents}))"
    )


def _found(spans: str) -> str:
    """Return the CTE ``found``: the rows of ``spans`` with ``n_characters`` of their document and ``text_found``.

    Both are null where there is no such place. ``spans`` has a key ``span_number``. Only of long spans are pieces put
    together: done for all, it took four fifths of the time.
    """
    is_long = f"s.end_char - s.start_char > {PIECE_CHARACTERS}"
    first, last = f"s.start_char // {PIECE_CHARACTERS}", f"(s.end_char - 1) // {PIECE_CHARACTERS}"
    is_a_place = "s.start_char >= 0 and s.end_char > s.start_char"
    return (
        f"long as (select s.span_number, substring(string_agg(left(p.piece, {PIECE_CHARACTERS}), '' order by p.position), "
        f"any_value(s.start_char) % {PIECE_CHARACTERS} + 1, any_value(s.end_char - s.start_char)) as text_found "
        f"from {spans} as s join pieces as p on s.document_id = p.document_id and p.position between {first} and {last} "
        f"where {is_a_place} and {is_long} group by s.span_number), "
        f"found as (select s.*, p.n_characters, case when {is_long} then l.text_found "
        f"else substring(p.piece, s.start_char % {PIECE_CHARACTERS} + 1, s.end_char - s.start_char) end as text_found "
        f"from {spans} as s left join pieces as p on s.document_id = p.document_id "
        f"and p.position = case when {is_a_place} then {first} end left join long as l using (span_number))"
    )


def spans_reslice(
    key: str, *, prefix: str = "", documents: str = "documents", document: str = "document_id", nullable: bool = False
) -> ExpectNoRows:
    """Return the expectation that each span is exactly what stands at its offsets in its document.

    A span is ``<prefix>start_char``, ``<prefix>end_char`` (Unicode code points, half open) and ``<prefix>text``; DuckDB's
    ``substring`` and ``length`` count code points. It must hold at least one character and end inside the text.
    ``nullable`` spans may be absent, but only as a whole. A document that does not exist breaks the rule too.
    """
    start, end, text = f"{prefix}start_char", f"{prefix}end_char", f"{prefix}text"
    some = "((start_char is null)::int + (end_char is null)::int + (span_text is null)::int)"
    absent = f"{some} between 1 and 2" if nullable else f"{some} > 0"
    return no_rows(
        f"{text} is what stands at {start} to {end}",
        f"with {_pieces(documents)}, "
        f"spans as materialized (select {key}, {document} as document_id, {start} as start_char, {end} as end_char, "
        f"{text} as span_text, "
        f"row_number() over () as span_number from batch), {_found('spans')} "
        f"select {key}, document_id as {document}, start_char as {start}, end_char as {end}, span_text as {text}, "
        f"text_found, n_characters from found "
        f"where {absent} or start_char is not null and (end_char > n_characters or text_found is distinct from span_text)",
        columns=[start, end, text],
    )


def list_spans_reslice(key: str, column: str, *, documents: str = "documents") -> ExpectNoRows:
    """Return the expectation that each span of a list column re-slices, and that the spans are in order and do not overlap.

    The column is a list of structs ``start_char``, ``end_char``, ``text``; an absent list is allowed, an empty one is not.
    """
    return no_rows(
        f"every span of {column} is what stands at its offsets",
        f"with {_pieces(documents)}, spans as (select {key}, document_id, unnest({column}, recursive := true), "
        f"generate_subscripts({column}, 1) as position from batch), "
        f"ordered as materialized (select *, row_number() over () as span_number, "
        f"lag(end_char, 1, 0) over (partition by {key} order by position) as previous_end from spans), {_found('ordered')} "
        f"select {key}, position, start_char, end_char, text, text_found from found "
        f"where start_char is null or end_char is null or text is null "
        f"or start_char < previous_end or end_char > n_characters or text_found is distinct from text "
        f"union all select {key}, 0, null, null, null, 'the list is empty' from batch where len({column}) = 0",
        columns=[column],
    )


def inside(title: str, *, key: str, outer: str, outer_key: str, link: str) -> ExpectNoRows:
    """Return the expectation that each span lies inside the span of the row that it belongs to, in the same document.

    ``link`` is the column that holds ``outer_key`` of table ``outer``.
    """
    return no_rows(
        title,
        f"select t.{key}, t.{link}, t.start_char, t.end_char, o.start_char as outer_start_char, o.end_char as "
        f"outer_end_char "
        f"from batch as t join {outer} as o on t.{link} = o.{outer_key} "
        f"where t.document_id <> o.document_id or t.start_char < o.start_char or t.end_char > o.end_char",
        columns=[link],
    )


def counted(
    column: str, *, key: str, table: str, by: str | None = None, what: str = "count(*)", condition: str = "true"
) -> ExpectNoRows:
    """Return the expectation that a count column is what counting the rows of another table gives (0 where there are none).

    Rows of ``table`` that fulfil ``condition`` are grouped by column ``by`` (``key`` unless named otherwise) and ``what``
    of them is compared.
    """
    by = by or key
    return no_rows(
        f"{column} is the number counted in {table}",
        f"select t.{key}, t.{column}, coalesce(o.n, 0) as counted from batch as t "
        f"left join (select {by} as k, {what} as n from {table} where {condition} group by {by}) as o on t.{key} = o.k "
        f"where t.{column} is distinct from coalesce(o.n, 0)",
        columns=[column],
    )


FEWEST_FOR_A_SHARE = 20
"""Rows below which a share says nothing: of ten claims of one short document, seven are no sign of a fault."""


def share_at_most(title: str, *, of: str, most: float, among: str = "true", table: str = "batch") -> ExpectNoRows:
    """Return the expectation that at most a share of the rows that fulfil ``among`` fulfil ``of``.

    Fewer than :data:`FEWEST_FOR_A_SHARE` rows that fulfil ``among`` are never a failure.
    """
    return no_rows(
        title,
        f"select * from (select count(*) filter ({of}) as n, count(*) as n_rows, "
        f"round(count(*) filter ({of}) / nullif(count(*), 0), 4) as share from {table} as t where {among}) "
        f"where share > {most} and n_rows >= {FEWEST_FOR_A_SHARE}",
    )
