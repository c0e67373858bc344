using System.Globalization;
using Npgsql;

namespace Pintail.Postgres;

/// <summary>Says to a user why a relation could not be locked.</summary>
internal static class LockRefusal
{
    /// <param name="holders">Backends that hold or await an ACCESS EXCLUSIVE lock on the relation.</param>
    public static PintailException Explain(
        Relation relation,
        PostgresException refusal,
        IReadOnlyList<int> holders,
        SnapshotOptions options
    )
    {
        if (RelationLocks.IsConflict(refusal.SqlState))
        {
            var who = holders.Count == 0 ? "" : $" (process {string.Join(", ", holders)} of the server)";
            var seconds = options.LockTimeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
            var waited =
                options.LockTimeout == Timeout.InfiniteTimeSpan ? "" : $", and the {seconds} s for waiting are over";
            return new PintailException(
                ErrorKind.SourceConflict,
                $"{relation.FullName}: another session{who} keeps it{Under(relation)} locked exclusively{waited}.",
                "Wait for that TRUNCATE, ALTER TABLE, VACUUM FULL or the like to end and run again, or raise the lock timeout.",
                refusal
            );
        }
        if (refusal.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return new PintailException(
                ErrorKind.SourcePermission,
                $"{relation.FullName}: this role may not lock it for reading: {refusal.MessageText}.",
                Permit(relation),
                refusal
            );
        }
        return PostgresErrors.Classify(refusal, $"Locking {relation.FullName}");
    }

    private static string Under(Relation relation) => relation.Kind == RelationKind.View ? " or what it reads" : "";

    private static string Permit(Relation relation) =>
        relation switch
        {
            { RowSecurityActive: true } => "Use a role with BYPASSRLS or the table's owner, or allow filtered rows.",
            // The role may read the view itself: what is below is read by the owner's rights.
            { Kind: RelationKind.View, CanSelect: true } =>
                "Grant what is missing to the view's owner (to this role if the view is security_invoker), or exclude the view.",
            _ =>
                $"GRANT SELECT ON {SqlText.Qualified(relation.Schema, relation.Name)} to the role, or exclude the table.",
        };
}
