using Amazon.CDK.AWS.ECS;

namespace Workers.Deploy.Database;

/// <summary>
/// Who vouches for the database server. RDS's authorities are in no image: the container that makes the database writes them into a
/// volume of the task, and psql and the programs read them there.
/// </summary>
/// <param name="pem">Their certificates.</param>
internal sealed class ServerAuthorities(string pem)
{
    /// <summary>The volume.</summary>
    public const string Volume = "authorities";

    /// <summary>
    /// Where psql's container has it: a folder that its image gives to the user and declares a volume, as only such a one can be
    /// written (Amazon ECS Developer Guide, "Use bind mounts with Amazon ECS").
    /// </summary>
    private const string WrittenTo = "/var/lib/postgresql/data";

    private const string ReadFrom = "/authorities";

    private const string File = "rds.pem";

    /// <summary>What a program connects with.</summary>
    public static string Settings => $"SSL Mode=VerifyFull;Root Certificate={ReadFrom}/{File}";

    /// <summary>What psql connects with, and the certificates.</summary>
    public IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["AUTHORITIES"] = pem,
        ["PGSSLMODE"] = "verify-full",
        ["PGSSLROOTCERT"] = $"{WrittenTo}/{File}",
    };

    /// <summary>What the container does before psql.</summary>
    public static string Write => "printf '%s' \"$AUTHORITIES\" >\"$PGSSLROOTCERT\" && ";

    /// <summary>Gives the volume to all who connect.</summary>
    public static void Mount(ContainerDefinition psql, params IEnumerable<ContainerDefinition> programs)
    {
        psql.AddMountPoints(new MountPoint { SourceVolume = Volume, ContainerPath = WrittenTo, ReadOnly = false });
        foreach (var program in programs)
            program.AddMountPoints(new MountPoint { SourceVolume = Volume, ContainerPath = ReadFrom, ReadOnly = true });
    }
}
