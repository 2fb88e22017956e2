using Amazon.CDK.AWS.ECS;
using Store.Deploy.Images;
using Store.Deploy.Services;

namespace Store.Deploy.Database;

/// <summary>
/// The CA certificates that verify the database server. No image contains those of RDS: a container with a shell writes them to a volume
/// of the task, and psql and the programs read them there.
/// </summary>
/// <param name="pem">The certificates.</param>
internal sealed class ServerAuthorities(string pem)
{
    /// <summary>The volume.</summary>
    public const string Volume = "authorities";

    /// <summary>
    /// Mount path in psql's container. The image declares it as a volume that the user owns; the user could not write to any other
    /// path (Amazon ECS Developer Guide, "Use bind mounts with Amazon ECS").
    /// </summary>
    private const string WrittenTo = "/var/lib/postgresql/data";

    private const string ReadFrom = "/authorities";

    private const string File = "rds.pem";

    /// <summary>Part of the connection string of a program.</summary>
    public static string Settings => $"SSL Mode=VerifyFull;Root Certificate={ReadFrom}/{File}";

    /// <summary>Environment variables for psql, and the certificates.</summary>
    public IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["AUTHORITIES"] = pem,
        ["PGSSLMODE"] = "verify-full",
        ["PGSSLROOTCERT"] = $"{WrittenTo}/{File}",
    };

    /// <summary>The command that writes the certificates.</summary>
    public const string Write = "printf '%s' \"$AUTHORITIES\" >\"$PGSSLROOTCERT\"";

    /// <summary>The user "postgres" of psql's image, which owns the folder.</summary>
    public const string PsqlUser = "70";

    /// <summary>
    /// Adds the container that writes the certificates for a program, whose own image has no shell. It has no secrets, and ends before the program
    /// starts.
    /// </summary>
    public void AddTo(EnvironmentTask task, ContainerDefinition program)
    {
        var writer = task.Add("authorities", new ContainerDefinitionOptions
        {
            Image = task.Image(ImageNames.Postgres, ImageNames.PostgresTag),
            User = PsqlUser,
            Essential = false,
            EntryPoint = ["sh", "-c"],
            Command = [Write],
            Environment = new Dictionary<string, string>(Variables, StringComparer.Ordinal),
        });
        task.Definition.AddVolume(new Volume { Name = Volume });
        MountIn(writer);
        program.AddMountPoints(new MountPoint { SourceVolume = Volume, ContainerPath = ReadFrom, ReadOnly = true });
        program.AddContainerDependencies(new ContainerDependency { Container = writer, Condition = ContainerDependencyCondition.SUCCESS });
    }

    /// <summary>Mounts the volume in a container that writes the certificates.</summary>
    public static void MountIn(ContainerDefinition writer) =>
        writer.AddMountPoints(new MountPoint { SourceVolume = Volume, ContainerPath = WrittenTo, ReadOnly = false });
}
