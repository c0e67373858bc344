using static Pintail.Postgres.ConninfoSupport;

namespace Pintail.Postgres;

/// <summary>
/// Every parameter that libpq of PostgreSQL 18 knows (PQconninfoOptions in src/interfaces/libpq/fe-connect.c), with its
/// environment variable and what Pintail does with it. A parameter that protects or chooses (a peer's name, a certificate)
/// is never ignored: until it is supported it is refused by name. One that only tunes is taken.
/// </summary>
internal static class ConninfoKeywords
{
    public static readonly IReadOnlyList<ConninfoKeyword> All =
    [
        new("user", "PGUSER", Full),
        new("password", "PGPASSWORD", Full),
        new("passfile", "PGPASSFILE", Full),
        new("service", "PGSERVICE", Full),
        new("servicefile", "PGSERVICEFILE", Full),
        new("dbname", "PGDATABASE", Full),
        new("host", "PGHOST", Full),
        new("hostaddr", "PGHOSTADDR", Full),
        new("port", "PGPORT", Full),
        new("connect_timeout", "PGCONNECT_TIMEOUT", Full),
        new("options", "PGOPTIONS", Full),
        new("application_name", "PGAPPNAME", Full),
        new("fallback_application_name", null, Full),
        new("sslmode", "PGSSLMODE", Full),
        new("sslrootcert", "PGSSLROOTCERT", Full),
        new("sslcert", "PGSSLCERT", Full),
        new("sslkey", "PGSSLKEY", Full),
        new("sslpassword", null, Full),
        // Text is always exchanged as UTF-8.
        new("client_encoding", "PGCLIENTENCODING", NoEffect),
        // TCP keep-alives are always on, with times of our own (SocketDialer, NpgsqlSource).
        new("keepalives", null, NoEffect),
        new("keepalives_idle", null, NoEffect),
        new("keepalives_interval", null, NoEffect),
        new("keepalives_count", null, NoEffect),
        new("tcp_user_timeout", null, NoEffect),
        // libpq itself has ignored it since version 14.
        new("sslcompression", "PGSSLCOMPRESSION", NoEffect),
        // Only Kerberos would use them; a server that asks for Kerberos refuses us in plain words.
        new("krbsrvname", "PGKRBSRVNAME", NoEffect),
        new("gsslib", "PGGSSLIB", NoEffect),
        new("gssdelegation", "PGGSSDELEGATION", OnlyValues, "0"),
        new("gssencmode", "PGGSSENCMODE", OnlyValues, "disable", "prefer"),
        new("channel_binding", "PGCHANNELBINDING", Full),
        new("sslnegotiation", "PGSSLNEGOTIATION", Full),
        new("sslcertmode", "PGSSLCERTMODE", OnlyValues, "allow", "disable"),
        new("sslsni", "PGSSLSNI", Full),
        new("ssl_min_protocol_version", "PGSSLMINPROTOCOLVERSION", Full),
        new("ssl_max_protocol_version", "PGSSLMAXPROTOCOLVERSION", Full),
        new("min_protocol_version", "PGMINPROTOCOLVERSION", OnlyValues, "", "3.0"),
        new("max_protocol_version", "PGMAXPROTOCOLVERSION", OnlyValues, "", "3.0", "3.2", "latest"),
        new("target_session_attrs", "PGTARGETSESSIONATTRS", Full),
        new("load_balance_hosts", "PGLOADBALANCEHOSTS", Full),
        new("replication", null, OnlyValues, "", "false", "off", "no", "0"),
        new("require_auth", "PGREQUIREAUTH", Full),
        new("requirepeer", "PGREQUIREPEER", OnlyValues, ""),
        new("sslcrl", "PGSSLCRL", Full),
        new("sslcrldir", "PGSSLCRLDIR", Full),
        new("sslkeylogfile", null, OnlyValues),
        new("scram_client_key", null, OnlyValues),
        new("scram_server_key", null, OnlyValues),
        new("oauth_issuer", null, OnlyValues),
        new("oauth_client_id", null, OnlyValues),
        new("oauth_client_secret", null, OnlyValues),
        new("oauth_scope", null, OnlyValues),
    ];

    private static readonly Dictionary<string, ConninfoKeyword> ByName = All.ToDictionary(
        keyword => keyword.Name,
        StringComparer.Ordinal
    );

    /// <summary>What other clients call them.</summary>
    private static readonly Dictionary<string, string> ForeignNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["username"] = "user",
        ["userid"] = "user",
        ["uid"] = "user",
        ["database"] = "dbname",
        ["db"] = "dbname",
        ["server"] = "host",
        ["hostname"] = "host",
        ["pwd"] = "password",
        ["timeout"] = "connect_timeout",
        ["ssl"] = "sslmode",
        ["schema"] = "options",
        ["search_path"] = "options",
    };

    public static ConninfoKeyword? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The known keyword that was most likely meant; null when none is near.</summary>
    public static string? Nearest(string name)
    {
        if (ForeignNames.TryGetValue(name, out var meant))
        {
            return meant;
        }
        return NearestName.Of(name, All.Select(keyword => keyword.Name));
    }
}
