namespace Store.Deploy.Tests.Synthesis;

/// <summary>The accounts and the region that tests deploy to.</summary>
internal static class Accounts
{
    /// <summary>The account of dev, and of the registry; also that of emulators.</summary>
    public const string Development = "123456789012";

    public const string Production = "444455556666";

    public const string Region = "eu-west-1";
}
