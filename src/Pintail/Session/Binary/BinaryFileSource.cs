using Pintail.Copy.Files;
using Pintail.DuckDB;
using Pintail.Types.Natural;

namespace Pintail.Session.Binary;

/// <summary>What <c>COPY table FROM 'file' (FORMAT postgres_binary)</c> reads: the table says the types.</summary>
internal sealed class BinaryFileSource() : TableFunction("postgres_binary")
{
    public override IReadOnlyList<DuckDBType> Parameters => [DuckDBType.Varchar];

    public override TableBinding Bind(BindContext context)
    {
        var columns = new List<CopyFileColumn>();
        foreach (var (name, type) in context.WantedColumns())
        {
            using (type)
                columns.Add(new CopyFileColumn(name, NaturalTypes.Read(type)));
        }
        return new BinaryFileBinding(context, context.Parameter<string>(0), columns);
    }
}
