using Microsoft.Extensions.Options;
using MimeKit;
using Workers.Hosting;

namespace Email.Worker;

/// <summary>Writes mails as <c>.eml</c> files into a folder, for one machine and for tests. Only the worker's user can read them.</summary>
public sealed class PickupFolder(IOptions<EmailOptions> options) : IMailTransport
{
    private readonly string _folder = options.Value.PickupFolder;

    /// <inheritdoc />
    public async Task<bool> SendAsync(MimeMessage message, string name, CancellationToken cancellationToken)
    {
        PrivateFiles.CreateFolder(_folder);

        // Renamed when complete, so that a program that watches the folder never reads a partial mail.
        var temporary = Path.Combine(_folder, $".{name}.{Guid.NewGuid():N}.tmp");
        try
        {
            await using (var file = PrivateFiles.Open(temporary, FileMode.CreateNew))
                await message.WriteToAsync(file, cancellationToken);
            File.Move(temporary, Path.Combine(_folder, $"{name}.eml"), overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }

        return true;
    }
}
