using System.Text;
using Pintail.Mirror;

namespace Pintail.Cli.Settings;

/// <summary>docs/reference.md, made from the table of options; a test holds the checked-in file to it.</summary>
internal static class ReferencePage
{
    public const string File = "docs/reference.md";
    public const string Regenerate = "dotnet run --project src/Pintail.Cli -- reference > docs/reference.md";

    private const string Head = """
        # Reference

        Made by the program from its one table of options; do not edit. After a change there:
        `{0}`

        Each option can be given as a flag, as an environment variable or as a key in a YAML file; the first of these
        that says it wins, then the default. `./pintail.yaml` is read where there is one, another file with `--config`.
        A variable that is set to nothing counts as not set. Relative paths start at the current folder.

        The source is chosen as a whole: `--source` or `source:`, else the `pg_*` variables, else libpq's `PG*` variables.
        What the chosen one leaves out comes from `PG*` and `~/.pgpass`, as libpq does it. `pg_HOST`, `pg_DATABASE`,
        `pg_USER` and `pg_PASSWORD` belong together: while one of them is set, a missing one is an error.

        Lists are separated by commas and trimmed in flags and variables, and a flag can be repeated; in YAML they are
        lists, in which a comma is a part of the name. One text in a list's place is read as a variable is.

        """;

    private const string Tail = """

        ## Exit codes

        | code | meaning |
        |---|---|
        | 0 | all selected tables are published (or stand unchanged) |
        | 1 | some table failed, was mirrored before and may not be read any more, or an include filter named one that does not exist: the others are published. Or the time of `--timeout` or `--max-snapshot-age` was over, the target could not be written to at the end (a full disk), or the system gave the process too little (memory, threads, open files), and nothing more is published. Or all is published, and standard output could not be written to |
        | 2 | usage or configuration is wrong, or nothing is selected; nothing was touched |
        | 3 | source or target could not be reached, opened or locked, or the target not read or written to at the beginning: nothing is published |
        | 4 | proof failed for some table: it keeps its previous content, the others are published (4 wins over 1) |
        | 130 | interrupted; nothing half-published |

        `pintail verify` publishes nothing. What its codes mean for the tables that the selection names and the mirror holds:

        | code | meaning |
        |---|---|
        | 0 | all are equal, or differ only in what may have changed after the mirror's snapshot; what cannot be verified (`--limit`, a `--where` that moves with the clock) or is left out (`--strategy` skip, views without `--views`) is said |
        | 1 | some table could not be compared, because this role cannot read it or reading it failed; the others are not different; or the time was over |
        | 2 | usage or configuration is wrong, nothing is selected, or the target holds nothing of this source |
        | 3 | source or target could not be reached, opened or locked |
        | 4 | rows differ that no later change explains, or the structure does: a table that one side does not have, a column that one side does not have, another type, another name than the configuration gives (4 wins over 1) |

        ## pintail verify

        A row of the source that the mirror lacks, or has with other values, is explained ("yes") when the version of it
        that is there now was written by the oldest transaction that ran at the mirror's snapshot, or by a later one. What is
        left can only be guessed: a row that only the mirror has may have been deleted ("maybe") once any transaction has
        ended since, as a deleted row leaves no trace. Rows of views, of tables of which this role may read columns only, and
        those that a `--where` or row security picks by other tables do not tell either: anything may have changed once
        something was written; rows of foreign tables always may. The report says so and why (`rows_tell_changes` in JSON). A
        copy that a version before this command made explains nothing.

        Where a `--where` or a view uses a VOLATILE function (as `random()`) or the clock (`now()`, `CURRENT_DATE`, `'today'`), row security too,
        the two sides can be found equal, but a difference says nothing: such a table is not verified. Functions are looked up
        by name; what stands behind an operator or a cast, or inside a function that is declared STABLE, is not seen.
        Geometries with Z or M that have a list of only empty parts are compared by kind and empty parts, not by their coordinates.

        ## pintail sql

        Reads only what stands under Session above, and `--verbose`; no `pintail.yaml`. The statements of `-c` run first, in
        their order, then those of `-f`; without either those of standard input, or on a terminal those that are typed.

        | code | meaning |
        |---|---|
        | 0 | all statements ran; also the end of an interactive session |
        | 1 | a statement failed, or standard output could not be written to: the statements before it hold, those after it did not run |
        | 2 | usage or configuration is wrong; no statement ran |
        | 3 | a source could not be reached, or the DuckDB file not be opened or locked |
        | 130 | interrupted |

        | format | NULL | empty text | |
        |---|---|---|---|
        | `table` | `NULL` | nothing | The first 4,096 rows decide the widths. On a terminal the first and the last 20 rows, cut to its width, and how many there are. |
        | `csv` | nothing | `""` | RFC 4180, with a header. |
        | `json` | `null` | `""` | An array of objects per result. Whole numbers up to 2^53 - 1, finite floating ones and DECIMAL up to 15 digits are numbers; anything that not every reader gets back exactly is its text, and so are nested values. A name that comes twice gets a number. |
        | `markdown` | `NULL` | nothing | |
        | `line` | `NULL` | nothing | `name = value` |

        Values are written as DuckDB's own cast to VARCHAR writes them. All formats but `table` write each row as it comes.
        In an interactive session a statement ends with `;`, Ctrl-C cancels it, and `.help` lists the rest. What is typed is kept in
        `$XDG_STATE_HOME/pintail/sql_history` (`~/.local/state`), for this user only, without statements that look as if
        they held a password.

        ## pintail history

        Lists what runs have left about themselves in the target, which is opened for reading only; a file that a running mirror
        holds can be waited for with `--wait-lock`. All times are UTC. Rows inserted, updated and deleted are those of the target;
        "?" (`null` in JSON) where they are not known, as after a full copy. Rows of other programs in `main.flight_tracker` are
        not listed. What versions before the refresh by difference loaded was copied in full. On a terminal, columns that do not
        fit its width are left out and named below the table.

        | `--json` | an object per line |
        |---|---|
        | all runs | `"event":"run"`; `tables` puts together those tables of the run of which the same became (`status`, `strategy`, `change`), with their number in `count` |
        | of a table | `"event":"table_run"`; a run that ended as a whole has none |

        | code | meaning |
        |---|---|
        | 0 | runs are listed |
        | 2 | usage or configuration is wrong, the target has no record of a run, or none of a table of that name |
        | 3 | the target does not exist, or could not be reached, opened, locked or read |

        ## pintail.yaml

        ```yaml
        source: postgresql://reader@db.example/shop     # the password from ~/.pgpass or PGPASSWORD
        target: /srv/copies/shop.duckdb
        included_schemas: [shop, billing]
        excluded_tables:
          - shop.web_event
        rename:
          shop.Order: orders
        jobs: 4
        wait_lock: 5m
        ```

        A key that is not in the table, a key that comes twice, or a value that is not what its key takes, ends the run with
        exit code 2 and the file, line and column, before anything is touched. The file is UTF-8. A key without a value, `~`,
        `[]` and `{}` say nothing, as if the key were not there; `''` is a value. Anchors and aliases are read, tags
        (but `!!str`, as every value is a text) and merge keys (`<<`) are not.

        ## Limits

        What goes past one of these ends the run with exit code 2, or leaves out the table, and says which.

        | of | at most |
        |---|---|
        | `pintail.yaml` | {file} MiB, also with aliases written out; {depth} levels |
        | a value | {chars} characters |
        | names in one list, or pairs in one mapping | {names} |
        | a name of the source | {bytes} bytes, at which PostgreSQL cuts names: a longer one could match nothing |
        | a new name in the target | {new} characters |
        | tables of a run | {tables} |
        | columns of a table | {columns} |
        | the file of a password | 64 KiB |

        ## Output

        Results go to standard output, warnings and errors to standard error. On a terminal `pintail mirror` shows a bar per
        running table; elsewhere a line per table and a summary. `--json` prints an object per table as it is done,
        then the summary object, or an error object where an error ends the run; `pintail plan --json` prints the plan as one object. `NO_COLOR` is respected.
        `pintail verify` does the same, with other objects; it shows the keys of the first 20 rows that differ in each table.
        """;

    public static string Render()
    {
        var page = new StringBuilder();
        page.Append(Head.Replace("{0}", Regenerate));
        foreach (var group in Enum.GetValues<SettingGroup>())
        {
            page.Append("\n## ").Append(group).Append("\n\n");
            page.Append("| flag | variable | YAML key | default | meaning |\n|---|---|---|---|---|\n");
            foreach (var setting in SettingTable.All.Where(setting => setting.Group == group))
                page.Append(Row(setting)).Append('\n');
        }
        return page.Append(WithLimits(Tail)).Append('\n').ToString();
    }

    private static string WithLimits(string text) =>
        text.Replace("{file}", Shown.Number(ConfigText.MaxBytes >> 20))
            .Replace("{depth}", Shown.Number(YamlLimits.MaxDepth))
            .Replace("{chars}", Shown.Number(Setting.MaxChars))
            .Replace("{names}", Shown.Number(NameLimits.MaxNames))
            .Replace("{bytes}", Shown.Number(NameLimits.MaxBytes))
            .Replace("{new}", Shown.Number(NameLimits.MaxNewNameChars))
            .Replace("{tables}", Shown.Number(MirrorSpec.MaxTables))
            .Replace("{columns}", Shown.Number(MirrorSpec.MaxColumns));

    private static string Row(Setting setting)
    {
        var flag = setting.Syntax.Length == 0 ? "" : Code(setting.Syntax);
        var variables = string.Join(", ", setting.Variables.Select(Code));
        var key = setting.Key is null ? "" : Code(setting.Key);
        return $"| {flag} | {variables} | {key} | {Cell(setting.DefaultText)} | {Cell(setting.Description)} |";
    }

    private static string Code(string text) => $"`{Cell(text)}`";

    private static string Cell(string text) => text.Replace("|", "\\|");
}
