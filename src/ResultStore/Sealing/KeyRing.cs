using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ResultStore.Sealing.Keys;

namespace ResultStore.Sealing;

/// <summary>
/// The keys in use, read again when the key folder changes: a new key is published and used without a restart. A
/// reading that fails changes nothing; the server goes on with the keys it has and reads again at the next look, for a
/// token that was busy or away leaves no trace in the folder. A refused PIN is tried once only: tokens lock.
/// </summary>
internal sealed class KeyRing
{
    private readonly string _folder;
    private readonly ILogger<KeyRing> _logger;
    private readonly Func<string, KeySet?, KeySet> _read;
    private volatile KeySet _current;
    private string _seen;
    private string _fault = "";
    private bool _isPinRefused;

    /// <param name="folder">The key folder.</param>
    /// <param name="logger">Hears of readings.</param>
    /// <param name="read">Reads the folder, given the reading before. <see cref="KeySet.Read"/> but for tests.</param>
    /// <exception cref="InvalidDataException">A key cannot be used: the start fails.</exception>
    public KeyRing(string folder, ILogger<KeyRing> logger, Func<string, KeySet?, KeySet>? read = null)
    {
        (_folder, _logger, _read) = (folder, logger, read ?? KeySet.Read);
        _seen = Fingerprint();
        _current = _read(folder, null);
    }

    public KeySet Current => _current;

    /// <summary>The seal for an agency's result.</summary>
    /// <exception cref="SealingUnavailableException">None is valid then.</exception>
    public SealKey SealFor(string agency, DateTimeOffset at) =>
        _current.SealChoice.For(agency, at)
        ?? throw new SealingUnavailableException("No valid seal holds the agency.") { ForOperator = true };

    /// <summary>Reads again if anything in the folder changed, a key failed, or the last reading did. One caller at a
    /// time.</summary>
    /// <returns>Whether the keys are another reading's now.</returns>
    public bool Refresh()
    {
        try
        {
            var seen = Fingerprint();
            var isSame = seen == _seen;
            if (isSame && (_isPinRefused || (_fault.Length == 0 && !_current.HasFailed)))
            {
                return false;
            }

            (_seen, _isPinRefused) = (seen, false);
            var (now, before) = (_read(_folder, _current), _current);

            // Signatures under way keep the objects they borrowed; what nobody holds any more is finalised.
            _current = now;
            _fault = "";
            Tell(now, before);
            return true;
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException or UnauthorizedAccessException
            or CryptographicException)
        {
            _isPinRefused |= fault.InnerException is PinRefusedException;
            TellOnce(fault is InvalidDataException ? fault.Message : fault.GetType().Name);
            return false;
        }
    }

    private void TellOnce(string fault)
    {
        if (fault != _fault)
        {
            _logger.KeysNotRead(fault);
        }

        _fault = fault;
    }

    private void Tell(KeySet now, KeySet before)
    {
        foreach (var key in now.Tokens.Where(key => before.Tokens.All(old => old.Entry.Kid != key.Entry.Kid)))
        {
            _logger.TokenKeyAdded(key.Entry.Kid, key.ValidFrom);
        }

        foreach (var seal in now.Seals.Where(seal => before.Seals.All(old => old.Entry.Id != seal.Entry.Id)))
        {
            _logger.SealAdded(seal.Entry.Id, seal.ValidFrom);
        }

        _logger.KeysRead(now.Tokens.Count, now.Seals.Count);
    }

    /// <summary>Names, lengths and times of the folder's files: enough to see that something changed.</summary>
    private string Fingerprint()
    {
        var text = new StringBuilder();
        var files = new DirectoryInfo(_folder).EnumerateFiles();
        foreach (var file in files.OrderBy(file => file.Name, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"{file.Name} {file.Length} {file.LastWriteTimeUtc.Ticks}\n");
        }

        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
