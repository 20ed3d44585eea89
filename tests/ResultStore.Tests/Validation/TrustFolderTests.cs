using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Proof.Cms;
using ResultStore.Validation;
using ResultStore.Validation.Anchors;

namespace ResultStore.Tests.Validation;

/// <summary>What becomes of trust as files come, change and go. Each look is a call: nothing here waits.</summary>
public sealed class TrustFolderTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("resultstore-anchors-").FullName;
    private readonly Lines _log = new();
    private int _written;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_that_comes_changes_or_goes_is_taken_up_as_one_new_snapshot_and_told_by_fingerprint()
    {
        var (first, second, third) = (New("First"), New("Second"), New("Third"));
        Write("first.pem", Pem(first));
        var trust = Open();
        var before = trust.Current;
        Assert.True(trust.Refresh());
        Assert.Same(before, trust.Current);

        // Seen once it may still be written; seen twice alike it counts.
        Write("more.pem", Pem(second, third));
        Assert.False(trust.Refresh());
        Assert.Same(before, trust.Current);
        Assert.True(trust.Refresh());
        Assert.Equal(["CN=First", "CN=Second", "CN=Third"], Names(trust));
        Assert.Equal(["CN=First"], Names(before));
        Assert.Contains(_log.All, line => line.Contains(
            $"now on for signers ({Path.GetFileName(_folder)}): CN=Second, SHA-256 {Sha256(second)}",
            StringComparison.Ordinal));

        Write("more.pem", Pem(third));
        Settle(trust);
        Assert.Equal(["CN=First", "CN=Third"], Names(trust));
        Assert.Contains(_log.All, line => line.Contains(
            $"no more for signers ({Path.GetFileName(_folder)}): CN=Second, SHA-256 {Sha256(second)}",
            StringComparison.Ordinal));

        File.Delete(InFolder("more.pem"));
        Assert.False(trust.Refresh());
        Assert.Equal(["CN=First", "CN=Third"], Names(trust));
        Settle(trust);
        Assert.Equal(["CN=First"], Names(trust));
        Assert.Empty(trust.Faults);
    }

    [Fact]
    public void What_is_written_at_every_look_does_not_count_and_holds_nothing_else_up()
    {
        Write("first.pem", Pem(New("First")));
        Write("second.pem", Pem(New("Second")));
        var trust = Open();
        File.Delete(InFolder("second.pem"));
        var third = New("Third");
        for (var i = 0; i < 3; i++)
        {
            Write("growing.pem", Pem([.. Enumerable.Repeat(third, i + 1)]));
            Assert.False(trust.Refresh());
        }

        Assert.Equal(["CN=First"], Names(trust));
    }

    [Theory]
    [InlineData("text.pem", "a word", nameof(AnchorFault.NoCertificate))]
    [InlineData("empty.pem", "", nameof(AnchorFault.Empty))]
    [InlineData("half.pem", "half", nameof(AnchorFault.Unfinished))]
    [InlineData("half-bundle.pem", "half bundle", nameof(AnchorFault.Unfinished))]
    [InlineData("garbled.pem", "garbled", nameof(AnchorFault.Unfinished))]
    [InlineData("key.pem", "key", nameof(AnchorFault.OnlyPrivateKey))]
    [InlineData("half.cer", "half der", nameof(AnchorFault.NoCertificate))]
    [InlineData("large.crt", "large", nameof(AnchorFault.TooLarge))]
    [InlineData("folder.pem", "folder", nameof(AnchorFault.NoFile))]
    [InlineData("circle.pem", "circle", nameof(AnchorFault.NoFile))]
    [InlineData("nowhere.pem", "nowhere", nameof(AnchorFault.NoFile))]
    [InlineData("device.pem", "device", nameof(AnchorFault.Empty))]
    [InlineData("other.p7b", "other", nameof(AnchorFault.OtherName))]
    [InlineData("both.pem", "both", nameof(AnchorFault.PrivateKey))]
    [InlineData("officer.pem", "officer", nameof(AnchorFault.NoAuthority))]
    public void A_bad_file_is_told_once_harms_nobody_and_is_told_too_when_it_is_there_at_the_start(
        string name, string content, string why)
    {
        var fault = Enum.Parse<AnchorFault>(why);
        Write("first.pem", Pem(New("First")));
        var running = Open();
        Put(name, content);
        Settle(running);
        running.Refresh();
        var started = Open();

        foreach (var trust in (TrustStores[])[running, started])
        {
            Assert.Equal(
                fault is AnchorFault.PrivateKey or AnchorFault.NoAuthority ? ["CN=First", "CN=Made"] : ["CN=First"],
                Names(trust));
            Assert.Equal(fault.IsSerious ? [InFolder(name)] : [], trust.Faults.Select(each => each.Path));
        }

        var told = _log.All.Where(line => line.Contains(name, StringComparison.Ordinal)).ToList();
        Assert.Equal(2, told.Count); // one by each of the two
        Assert.All(told, line => Assert.EndsWith($"{InFolder(name)} {fault.En}", line, StringComparison.Ordinal));
        var level = fault.IsSerious ? "Error" : "Warning";
        Assert.All(told, line => Assert.StartsWith(level, line, StringComparison.Ordinal));
        Assert.NotEqual(fault.En, fault.Vi);

        if (content != "folder")
        {
            File.Delete(InFolder(name));
            Settle(running);
            Assert.Empty(running.Faults);
            Assert.Contains($"Information {InFolder(name)} is in order again, or gone", _log.All);
        }
    }

    [Theory]
    [InlineData("a word")]
    [InlineData("")]
    [InlineData("half")]
    [InlineData("half bundle")]
    [InlineData("large")]
    [InlineData("circle")]
    [InlineData("folder")]
    public void A_bad_file_in_the_place_of_a_good_one_drops_nothing_until_it_is_taken_away(string content)
    {
        Write("first.pem", Pem(New("First")));
        Write("second.pem", Pem(New("Second")));
        var trust = Open();
        File.Delete(InFolder("second.pem"));
        Put("second.pem", content);
        Settle(trust);
        Assert.Equal(["CN=First", "CN=Second"], Names(trust));
        Assert.Contains(
            "What it held before still counts (1)", Assert.Single(trust.Faults).Sentence, StringComparison.Ordinal);

        if (content == "folder")
        {
            Directory.Delete(InFolder("second.pem"));
        }
        else
        {
            File.Delete(InFolder("second.pem"));
        }

        Settle(trust);
        Assert.Equal(["CN=First"], Names(trust));
    }

    [Fact]
    public void A_folder_emptied_or_away_drops_nothing_until_there_is_another_certificate()
    {
        Write("first.pem", Pem(New("First")));
        Write("second.pem", Pem(New("Second")));
        var trust = Open();
        File.Delete(InFolder("first.pem"));
        File.Delete(InFolder("second.pem"));
        Settle(trust);
        Assert.Equal(["CN=First", "CN=Second"], Names(trust));
        Assert.Contains(
            "holds no certificate any more", Assert.Single(trust.Faults).Sentence, StringComparison.Ordinal);

        // A replacement that came over by half is told, though what it is to replace counts on.
        var third = Pem(New("Third"));
        Write("third.pem", third[..(third.Length / 2)]);
        Settle(trust);
        Assert.Equal(["CN=First", "CN=Second"], Names(trust));
        Assert.Contains(trust.Faults, fault => fault.Path == InFolder("third.pem"));
        File.Delete(InFolder("third.pem"));
        Settle(trust);

        Directory.Delete(_folder);
        Settle(trust);
        Settle(trust);
        Assert.Equal(["CN=First", "CN=Second"], Names(trust));
        Assert.Contains("cannot be read", Assert.Single(trust.Faults).Sentence, StringComparison.Ordinal);
        Assert.Equal(3, _log.All.Count(line => line.StartsWith("Error", StringComparison.Ordinal)));

        Directory.CreateDirectory(_folder);
        Write("third.pem", third);
        Settle(trust);
        Assert.Equal(["CN=Third"], Names(trust));
        Assert.Empty(trust.Faults);
    }

    [Fact]
    public void Another_certificate_of_the_same_length_and_time_of_writing_takes_the_place_of_the_one_before()
    {
        var (first, other) = ("", "");
        while (first.Length == 0 || first.Length != other.Length)
        {
            (first, other) = (Pem(New("First")), Pem(New("Other")));
        }

        Write("root.pem", first);
        var trust = Open();
        var written = File.GetLastWriteTimeUtc(InFolder("root.pem"));
        File.WriteAllText(InFolder("root.pem"), other);
        File.SetLastWriteTimeUtc(InFolder("root.pem"), written);
        Settle(trust);
        Assert.Equal(["CN=Other"], Names(trust));
    }

    [Fact]
    public void Certificates_in_DER_under_names_in_capitals_and_behind_links_count()
    {
        var (der, linked) = (New("Der"), New("Linked"));
        File.WriteAllBytes(InFolder("DER.CER"), der.RawData);
        Directory.CreateDirectory(InFolder("..data"));
        Write("..data/root.pem", Pem(linked));
        File.CreateSymbolicLink(InFolder("root.pem"), "..data/root.pem");
        var trust = Open();
        Assert.Equal(["CN=Der", "CN=Linked"], Names(trust));
        Assert.Empty(_log.All);

        // What is behind the link changes, the link does not.
        Write("..data/root.pem", Pem(New("Renewed")));
        Settle(trust);
        Assert.Equal(["CN=Der", "CN=Renewed"], Names(trust));
    }

    [Fact]
    public void A_day_that_is_set_for_an_anchor_that_went_is_told_as_the_next_start_stops_there()
    {
        var (first, second) = (New("First"), New("Second"));
        Write("first.pem", Pem(first));
        Write("second.pem", Pem(second));
        var trust = Open(new() { [Sha256(first)] = "never", [Sha256(second)] = "2030-01-01" });
        Assert.True(Certificate.TryParse(second.RawData, out var anchor));
        Assert.Equal(2030, trust.Current.Signers[0].SunsetOf!(anchor).Year);

        File.Delete(InFolder("first.pem"));
        Settle(trust);
        trust.Refresh();
        Assert.Equal(2030, trust.Current.Signers[0].SunsetOf!(anchor).Year);
        Assert.Single(_log.All, line => line.Contains($"Trust:SunsetDates: {Sha256(first)}", StringComparison.Ordinal));
    }

    private void Put(string name, string content)
    {
        var path = InFolder(name);
        var pem = Pem(New("Made"));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        switch (content)
        {
            case "folder":
                Directory.CreateDirectory(path);
                break;
            case "circle":
                File.CreateSymbolicLink(path, name);
                break;
            case "nowhere":
                File.CreateSymbolicLink(path, InFolder("not-there"));
                break;
            case "device":
                File.CreateSymbolicLink(path, "/dev/zero");
                break;
            case "half der":
                File.WriteAllBytes(path, New("Made").RawData[..100]);
                break;
            default:
                File.WriteAllText(path, content switch
                {
                    "half" => pem[..(pem.Length / 2)],
                    "half bundle" => pem + "\n" + pem[..(pem.Length / 2)],
                    "garbled" => pem.Replace(pem.Substring(40, 20), "********************", StringComparison.Ordinal),
                    "key" => key.ExportPkcs8PrivateKeyPem(),
                    "both" => key.ExportPkcs8PrivateKeyPem() + "\n" + pem,
                    "officer" => Pem(NoAuthority(key)),
                    "large" => pem + new string('\n', AnchorFile.MostBytes),
                    _ => content,
                });
                break;
        }
    }

    private static X509Certificate2 NoAuthority(ECDsa key)
    {
        var request = new CertificateRequest("CN=Made", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        return request.CreateSelfSigned(Start, Start.AddYears(5));
    }

    /// <summary>Times of writing that differ whatever the clock of the file system.</summary>
    private void Write(string name, string text)
    {
        File.WriteAllText(InFolder(name), text);
        File.SetLastWriteTimeUtc(InFolder(name), Start.UtcDateTime.AddSeconds(++_written));
    }

    private string InFolder(string name) => Path.Combine(_folder, name);

    /// <summary>The second look finds what the first one saw.</summary>
    private static void Settle(TrustStores trust)
    {
        trust.Refresh();
        Assert.True(trust.Refresh());
    }

    private TrustStores Open(Dictionary<string, string>? dates = null) => new(
        Options.Create(new TrustOptions { Signers = [_folder], SunsetDates = dates ?? [] }), _log);

    private static IEnumerable<string> Names(TrustStores trust) => Names(trust.Current);

    private static IEnumerable<string> Names(TrustSnapshot trust) =>
        trust.Anchors.Select(each => each.Subject.ToString()).Order(StringComparer.Ordinal);

    private static string Sha256(X509Certificate2 certificate) =>
        Convert.ToHexStringLower(SHA256.HashData(certificate.RawData));

    private static string Pem(params X509Certificate2[] certificates) =>
        string.Join('\n', certificates.Select(each => each.ExportCertificatePem()));

    private static X509Certificate2 New(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(Start, Start.AddYears(20));
    }

    private sealed class Lines : ILogger<TrustStores>
    {
        public List<string> All { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => All.Add($"{logLevel} {formatter(state, exception)}");
    }
}
