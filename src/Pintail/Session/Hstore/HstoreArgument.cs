using Pintail.DuckDB;

namespace Pintail.Session.Hstore;

/// <summary>How the first argument of the hstore functions is given.</summary>
internal enum HstoreForm
{
    /// <summary>NULL without a type.</summary>
    Null,

    /// <summary>hstore's own text.</summary>
    Text,

    /// <summary>MAP(VARCHAR, VARCHAR), which is what a column of an attached database is.</summary>
    Map,
}

internal static class HstoreArgument
{
    /// <exception cref="PintailException">It is of another type.</exception>
    public static HstoreForm FormOf(Vector argument, string function)
    {
        using var type = argument.LogicalType();
        switch (type.Id)
        {
            case DuckDBType.SqlNull:
                return HstoreForm.Null;
            case DuckDBType.Varchar:
                return HstoreForm.Text;
            case DuckDBType.Map:
                using (var key = type.MapKey())
                using (var value = type.MapValue())
                {
                    if (key.Id == DuckDBType.Varchar && value.Id is DuckDBType.Varchar or DuckDBType.SqlNull)
                        return HstoreForm.Map;
                }
                break;
        }
        throw new PintailException(
            ErrorKind.Configuration,
            $"{function} takes an hstore as VARCHAR or MAP(VARCHAR, VARCHAR), not {type.Id.ToString().ToUpperInvariant()}.",
            "Cast the argument to one of these."
        );
    }
}
