using Amazon.CDK.AWS.ECS;

namespace Workers.Deploy.Database;

/// <summary>
/// Who vouches for the database server. RDS's authorities are in no image: a container with a shell writes them into a volume of the
/// task, and psql and the programs read them there.
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

    /// <summary>The command that writes them.</summary>
    public const string Write = "printf '%s' \"$AUTHORITIES\" >\"$PGSSLROOTCERT\"";

    /// <summary>The user "postgres" of psql's image, to whom the folder belongs.</summary>
    public const string PsqlUser = "70";

    /// <summary>The container that writes them for a program, whose own image has no shell. It is given no secret.</summary>
    public ContainerDefinitionOptions Writer(ContainerImage psql) => new()
    {
        Image = psql,
        User = PsqlUser,
        Essential = false,
        EntryPoint = ["sh", "-c"],
        Command = [Write],
        Environment = new Dictionary<string, string>(Variables, StringComparer.Ordinal),
    };

    /// <summary>Gives the volume to who writes them, and to the programs that read them.</summary>
    public static void Mount(ContainerDefinition writer, params IEnumerable<ContainerDefinition> programs)
    {
        writer.AddMountPoints(new MountPoint { SourceVolume = Volume, ContainerPath = WrittenTo, ReadOnly = false });
        foreach (var program in programs)
            program.AddMountPoints(new MountPoint { SourceVolume = Volume, ContainerPath = ReadFrom, ReadOnly = true });
    }
}
