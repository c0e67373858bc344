namespace Pintail.DuckDB;

// A scalar function written in C#: called with chunks of rows in the middle of a query, wherever SQL takes an expression.
// DuckDB takes it for volatile, so it is called for every row of its place in the plan: never folded into a constant,
// never called once for equal rows. NULLs are passed in as any other value; the result is NULL where Invoke says so.
// A WHERE clause that stands before it, or a LIMIT behind it, decides which rows it sees, and a call whose result nobody
// reads is left out of the plan altogether: aggregate the result (count, sum) to have it called for the whole table.
// An exception ends the query with its message, and is the InnerException of the DuckDBException there.

/// <summary>Derive and give it to <see cref="DuckDBConnection.Register(ScalarFunction)"/>.</summary>
public abstract class ScalarFunction(string name)
{
    public string Name { get; } = name;

    /// <summary>Types of the parameters that every call has; <see cref="DuckDBType.Any"/> takes each type as it is.</summary>
    public virtual IReadOnlyList<DuckDBType> Parameters => [];

    /// <summary>True if any number of arguments may follow, each of any type, which they keep.</summary>
    public virtual bool TakesFurtherArguments => false;

    public abstract DuckDBType ReturnType { get; }

    /// <summary>The result is VARCHAR under the alias JSON.</summary>
    public virtual bool ReturnsJson => false;

    /// <summary>
    /// Writes a value, or NULL, for each of <see cref="DataChunk.RowCount"/> rows. Called on any of DuckDB's threads, several
    /// at a time, never twice at once with the same objects, which are valid during the call only.
    /// All vectors are flat, constants too, and nested ones in all their depth: a STRUCT's children have the same rows, an
    /// ARRAY's child has n elements per row, and a LIST's or MAP's child <see cref="Vector.ListSize"/> elements. Of a list,
    /// only <see cref="Vector.ListEntries"/> says which elements are a row's: the child also holds elements of rows that a
    /// filter took away, and rows may share theirs. In a row that is NULL, an entry and a STRUCT's children hold anything.
    /// </summary>
    public abstract void Invoke(DataChunk input, Vector output);
}
