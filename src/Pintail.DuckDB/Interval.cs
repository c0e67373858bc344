using System.Runtime.InteropServices;

namespace Pintail.DuckDB;

/// <summary>DuckDB's INTERVAL: three counts that are not converted into each other.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct Interval(int Months, int Days, long Micros);
