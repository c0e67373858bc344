using System.Text;
using Pintail.Copy.Files;
using Pintail.DuckDB;
using Pintail.Session.Settings;
using Pintail.Types.Natural;

namespace Pintail.Session.Binary;

/// <summary>
/// <c>COPY … TO 'file' (FORMAT postgres_binary)</c> and <c>COPY table FROM 'file' (FORMAT postgres_binary)</c>: files of
/// Postgres' COPY … (FORMAT binary).
/// </summary>
internal sealed class BinaryFileFormat() : CopyFunction("postgres_binary")
{
    public override TableFunction From { get; } = new BinaryFileSource();

    public override CopyBinding Bind(CopyBindContext context)
    {
        if (context.Options() is [var (name, _), ..])
            throw new PintailException(
                ErrorKind.Configuration,
                $"COPY … TO knows no option {name} with FORMAT postgres_binary.",
                "Leave it out: the format has none."
            );
        var replacement = context.Setting(SettingNames.NullByteReplacement) is string text
            ? Encoding.UTF8.GetBytes(text)
            : null;
        var columns = new CopyFileColumn[context.ColumnCount];
        for (var i = 0; i < columns.Length; i++)
        {
            // DuckDB does not tell the names.
            using var type = context.ColumnType(i);
            columns[i] = new CopyFileColumn($"#{i + 1}", NaturalTypes.Write(type, replacement));
        }
        return new Binding(columns);
    }

    private sealed class Binding(IReadOnlyList<CopyFileColumn> columns) : CopyBinding
    {
        public override CopyTarget Open(string path, DuckDBFileSystem files) =>
            new CopyFileTarget(path, files, columns);
    }
}
