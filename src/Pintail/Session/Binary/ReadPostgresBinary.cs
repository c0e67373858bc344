using Pintail.Copy.Files;
using Pintail.DuckDB;
using Pintail.Types.Natural;

namespace Pintail.Session.Binary;

/// <summary>
/// <c>read_postgres_binary('file', columns := {name: 'TYPE', …})</c>: the rows of a file of COPY … (FORMAT binary), which
/// does not say itself what its columns are. <c>buffer_size</c> is what the reading begins with; a larger row enlarges it.
/// </summary>
internal sealed class ReadPostgresBinary(TypeNames types) : TableFunction("read_postgres_binary")
{
    /// <summary>A row is at most so long (MaxAllocSize in memutils.h).</summary>
    private const ulong MaxBufferBytes = 1 << 30;

    public override IReadOnlyList<DuckDBType> Parameters => [DuckDBType.Varchar];

    public override IReadOnlyList<(string Name, DuckDBType Type)> NamedParameters =>
        [("columns", DuckDBType.Any), ("buffer_size", DuckDBType.UBigInt)];

    public override TableBinding Bind(BindContext context)
    {
        if (context.NamedParameter("columns") is not KeyValuePair<string, object?>[] { Length: > 0 } given)
            throw Refused(
                "read_postgres_binary requires a 'columns' parameter",
                "The file does not say what its columns are: columns := {id: 'INTEGER', name: 'VARCHAR'}."
            );
        var columns = new CopyFileColumn[given.Length];
        for (var i = 0; i < columns.Length; i++)
        {
            var (name, sql) = given[i];
            using var type = types.Find(
                sql as string
                    ?? throw Refused(
                        $"Column \"{name}\" in 'columns' has no type.",
                        "Give it as a text: columns := {id: 'INTEGER'}."
                    )
            );
            context.AddColumn(name, type);
            columns[i] = new CopyFileColumn(name, NaturalTypes.Read(type));
        }
        int? bufferBytes = context.NamedParameter("buffer_size") is ulong bytes
            ? (int)Math.Min(bytes, MaxBufferBytes)
            : null;
        return new BinaryFileBinding(context, context.Parameter<string>(0), columns, bufferBytes);
    }

    private static PintailException Refused(string message, string hint) => new(ErrorKind.Configuration, message, hint);
}
