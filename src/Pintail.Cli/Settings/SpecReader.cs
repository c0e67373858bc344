using Pintail.Aws;
using Pintail.Mirror;
using Pintail.Postgres;
using Pintail.Target;

namespace Pintail.Cli.Settings;

/// <summary>From the user's settings to the engine's <see cref="MirrorSpec"/>. Nothing is opened or connected to.</summary>
/// <param name="Warnings">For the user, once, before anything happens.</param>
internal sealed record SpecReader(MirrorSpec Spec, IReadOnlyList<string> Warnings)
{
    public static SpecReader Read(SettingValues values)
    {
        var choice = SourceChoice.From(values);
        var source = ReadNamedSource(values, choice);
        var limits = values.Get(SettingTable.RowLimit);
        var spec = new MirrorSpec
        {
            Source = source,
            SourceSecretName = choice.SecretName,
            Target = ReadTarget(values),
            Filter = new TableFilter
            {
                IncludedSchemas = values.Get(SettingTable.IncludedSchemas),
                ExcludedSchemas = values.Get(SettingTable.ExcludedSchemas),
                IncludedTables = values.Get(SettingTable.IncludedTables),
                ExcludedTables = values.Get(SettingTable.ExcludedTables),
            },
            Renames = values.Get(SettingTable.Renames),
            SchemaRenames = values.Get(SettingTable.SchemaRenames),
            ExcludedColumns = values.Get(SettingTable.ExcludedColumns),
            RowFilters = values.Get(SettingTable.RowFilters),
            RowLimits = limits.Tables,
            RowLimit = limits.All,
            ColumnTypes = values.Get(SettingTable.ColumnTypes),
            Unrepresentable = values.Get(SettingTable.Unrepresentable),
            Full = values.Get(SettingTable.Full),
            Strategies = Strategies(values),
            Watermarks = values.Get(SettingTable.Watermarks),
            Overlaps = values.Get(SettingTable.Overlaps),
            Views = values.Get(SettingTable.Views),
            Keys = values.Get(SettingTable.Keys),
            Prove = values.Get(SettingTable.Prove),
            Probe = values.Get(SettingTable.Probe),
            Jobs = values.Get(SettingTable.Jobs) ?? MirrorSpec.DefaultJobs,
            MaxRetries = values.Get(SettingTable.MaxRetries),
            RetryBase = values.Get(SettingTable.RetryBase),
            LockTimeout = values.Get(SettingTable.LockTimeout),
            ProgressTimeout = values.Get(SettingTable.ProgressTimeout),
            YieldAfter = values.Get(SettingTable.YieldAfter),
            Timeout = values.Get(SettingTable.Timeout),
            MaxSnapshotAge = values.Get(SettingTable.MaxSnapshotAge),
            Publish = values.Get(SettingTable.PublishPerTable) ? PublishMode.PerTable : PublishMode.Together,
            Strict = values.Get(SettingTable.Strict),
            AllowEmpty = values.Get(SettingTable.AllowEmpty),
            AllowRowFiltering = values.Get(SettingTable.AllowRowFiltering),
            Prune = values.Get(SettingTable.Prune),
        };
        return new SpecReader(spec, [.. choice.Warnings, .. source.Warnings]);
    }

    // The Flight's incremental tables are those with a watermark; without one, refresh by difference needs none.
    private static Dictionary<string, RefreshStrategy> Strategies(SettingValues values)
    {
        var strategies = new Dictionary<string, RefreshStrategy>(values.Get(SettingTable.Strategies));
        var watermarks = values.Get(SettingTable.Watermarks);
        foreach (var table in values.Get(SettingTable.IncrementalTables).Where(watermarks.ContainsKey))
            strategies.TryAdd(table, RefreshStrategy.Append);
        return strategies;
    }

    // libpq's own errors name a part of the string, and not where the string stands.
    private static ConnectionSettings ReadNamedSource(SettingValues values, SourceChoice choice)
    {
        try
        {
            return ReadSource(values, choice);
        }
        catch (PintailException e) when (choice.ConninfoOrigin is { } origin && e.Kind == ErrorKind.Configuration)
        {
            throw new PintailException(e.Kind, $"{origin}: {e.Message}", e.Hint, e);
        }
    }

    private static ConnectionSettings ReadSource(SettingValues values, SourceChoice choice)
    {
        var passwordFile = values.Get(SettingTable.PasswordFile);
        if (values.Get(SettingTable.RdsIam))
        {
            if (passwordFile is not null)
            {
                throw new PintailException(
                    ErrorKind.Configuration,
                    "--rds-iam takes no password, and a password file is named.",
                    "Leave one of them out."
                );
            }
            var iam = new RdsIamOptions { Identity = new AwsIdentity(values.Get(SettingTable.AwsRegion)) };
            var tokens = new RdsTokenCache(TimeProvider.System);
            return choice.Conninfo is { } endpoint
                ? RdsIam.Resolve(endpoint, values.Environment, iam, tokens)
                : RdsIam.Resolve(choice.Parameters, values.Environment, iam, tokens);
        }
        var password = passwordFile is null ? null : PasswordFile.Read(passwordFile);
        return choice.Conninfo is { } conninfo
            ? Conninfo.Resolve(conninfo, values.Environment, password)
            : Conninfo.FromParameters(choice.Parameters, values.Environment, password, SourceChoice.Variables);
    }

    /// <summary>The target alone, for what asks no source.</summary>
    public static TargetSpec ReadTarget(SettingValues values)
    {
        var choice = TargetChoice.From(values);
        return new TargetSpec
        {
            File = choice.File,
            MotherDuckDatabase = choice.MotherDuckDatabase,
            MotherDuckToken = choice.MotherDuckDatabase is null ? null : values.Get(SettingTable.MotherDuckToken),
            MotherDuckHost = choice.MotherDuckDatabase is null ? null : values.Get(SettingTable.MotherDuckHost),
            StorageVersion = values.Get(SettingTable.StorageVersion),
            MemoryLimit = values.Get(SettingTable.MemoryLimit),
            WaitLock = values.Get(SettingTable.WaitLock),
        };
    }
}
