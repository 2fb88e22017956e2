using Microsoft.Extensions.Options;
using MimeKit;

namespace Email.Worker.Tests;

public sealed class PickupFolderTests : IDisposable
{
    private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory("pickup-");

    public void Dispose() => _parent.Delete(recursive: true);

    [Fact]
    public async Task A_mail_and_the_folder_made_for_it_are_for_their_user_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        var folder = Path.Combine(_parent.FullName, "mail");
        using var mail = new MimeMessage();

        await new PickupFolder(Options.Create(new EmailOptions { PickupFolder = folder }))
            .SendAsync(mail, "welcome", TestContext.Current.CancellationToken);

        const UnixFileMode ownFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(ownFile | UnixFileMode.UserExecute, new DirectoryInfo(folder).UnixFileMode);
        Assert.Equal(ownFile, new FileInfo(Path.Combine(folder, "welcome.eml")).UnixFileMode);
    }
}
