// Runs test files in DuckDB's sqllogictest format; CONTRIBUTING.md tells how, and what the format can do here.
// The way of a file: Format reads it into records, Running goes through them with a database of Databases' making, and
// Comparing says whether what came back is what the file expects.

using Pintail.SqlLogic;

return SuiteRun.Run(args, Console.Out, Console.Error);
