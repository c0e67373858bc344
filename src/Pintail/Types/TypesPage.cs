using System.Text;

namespace Pintail.Types;

/// <summary>docs/types.md, made from the type table; a test holds the checked-in file to it.</summary>
public static class TypesPage
{
    public const string File = "docs/types.md";
    public const string Regenerate = "dotnet run --project src/Pintail.Cli -- types > docs/types.md";

    private const string Head = """
        # Types

        Made by the program from its one type table; do not edit. After a change there:
        `{0}`

        What a PostgreSQL type becomes in DuckDB. Every value arrives exactly, or the plan says beforehand how it does not:
        `pintail plan --verbose` shows the fidelity of each column (exact, widened, text, lossy, refused) with the reason.

        "proved by" names a case of `TypeRoundTripTests`, which copies the type's edge values from real servers and
        compares three ways: the text that Postgres prints against the text that DuckDB prints; the canonical form of the
        bytes that were sent against the one of what was stored; and both again after writing them back to Postgres.
        A name with "Tests" is a test class of its own. The random series (CONTRIBUTING.md) covers every row as well.

        | PostgreSQL | DuckDB | to know | format | proved by |
        |---|---|---|---|---|

        """;

    private const string Tail = """
        | everything else, unknown extension types | VARCHAR | the text that the type's output function prints; noted in the plan | as printed | tsvector |

        ## What only the data decide

        | column | becomes |
        |---|---|
        | numeric without precision, of more than 38 digits, with a negative scale or one past its precision | DECIMAL(38,s), s being the digits behind the point that the values of the snapshot need; VARCHAR with exact text where no DECIMAL holds them all, or where there is NaN or infinity |
        | array with values of other dimensions than declared | JSON |
        | array whose dimensions the catalog does not say (`CREATE TABLE AS`, views) | LIST of the depth that all values have |

        One aggregate query per table that has such numerics finds it out, within the snapshot, before the copy. Arrays are taken
        as declared (or as the last run found them): only where the copy meets another depth are they asked about, in the same
        snapshot, and the table is read again. With `--strict` all is asked before anything is read. The choice is
        kept in `pintail.table_state` and later runs only widen it: DECIMAL(38,2) may become DECIMAL(38,4) or VARCHAR, never the
        reverse. `pintail plan --probe` tells it without copying. Inside arrays, composites and ranges such a numeric is
        VARCHAR. Nothing becomes DOUBLE unless you ask for it, column by column: `--column-type "schema.table.column=DOUBLE"`.

        ## Values that the DuckDB type cannot hold

        NaN and infinity in a DECIMAL, infinite intervals (from PostgreSQL 17 on), timestamps after 294247-01-10, empty bit
        strings; within composites, ranges and arrays of domains, an array of other dimensions than declared; and what a type
        that you chose with `--column-type` cannot hold (of texts, the source says which only from PostgreSQL 16 on).
        `--unrepresentable "schema.table.column=…"` chooses, column by column:

        | policy | |
        |---|---|
        | `refuse` | the default: the table fails, naming the column and the key of the first such row; others are copied |
        | `null` | such values become NULL |
        | `text` | the whole column becomes VARCHAR, unless `--column-type` names its type |

        `pintail plan --probe` tells beforehand how many rows hold such values.

        ## What is not kept

        Blanks at the end of char(n); the sign of a zero in a float (DuckDB compresses −0 and 0 as one); the display scale of a numeric (1.50 is 1.5); lower bounds of arrays (`plan --probe` says
        where they are not 1); the text form of json only where Postgres itself changes it. Comparisons follow DuckDB's rules:
        citext and nondeterministic collations compare byte by byte there.

        """;

    public static string Render()
    {
        var page = new StringBuilder(Head.Replace("{0}", Regenerate, StringComparison.Ordinal));
        foreach (var row in TypeTable.Rows)
            page.Append("| ").AppendJoin(" | ", Cells(row).Select(Escaped)).Append(" |\n");
        return page.Append(Tail).ToString().ReplaceLineEndings("\n");
    }

    private static IEnumerable<string> Cells(TypeRow row)
    {
        var title = row.Title ?? string.Join(", ", row.Names);
        yield return row.Extension is null ? title : $"{title} ({row.Extension})";
        yield return row.DuckDB;
        yield return row.Note;
        yield return row.Source;
        yield return row.Test ?? row.Case ?? row.Names[0];
    }

    private static string Escaped(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
