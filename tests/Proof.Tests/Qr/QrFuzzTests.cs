using System.Text;
using Proof.Qr;
using Proof.Tests.Cms;
using Xunit.Abstractions;

namespace Proof.Tests.Qr;

/// <summary>Mutated tokens, links, digits and codes through every reader; what is called genuine is bit for bit what
/// was signed.</summary>
[Trait("Category", "Fuzz")]
public sealed class QrFuzzTests(ITestOutputHelper output)
{
    private const double Share = 0.15;

    private static readonly string[] Hosts = ["kq.example.vn", "127.0.0.1:5090"];
    private static readonly TokenKeySet Keys = new([SampleTokens.Published(agencies: TokenKey.EveryAgency)]);
    private static readonly byte[] Final = SampleTokens.Final.Sign(SampleTokens.Key);
    private static readonly byte[] Reserved = (SampleTokens.Final with { Document = null }).Sign(SampleTokens.Key);

    [Fact]
    public void No_mutation_throws_or_is_taken_for_genuine()
    {
        var run = new FuzzRun(output, Share);
        var mutator = new Mutator(run.Seed, [.. Seeds()]);
        var genuine = 0;
        run.Go(mutator.Next, input => input, input =>
        {
            genuine += Read(input);
            return null;
        });
        output.WriteLine($"{genuine} left unharmed");
    }

    private static int Read(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        _ = ResultCode.TryParse(text, out _);
        var digits = QrDigits.TryDecode(text);
        Assert.True(digits is null || QrDigits.Encode(digits) == text, "two texts for one token");
        var link = QrLink.Read(text, Hosts, development: true);
        return Judge(input) + Judge(digits) + Judge((link as QrLinkReading.Ours)?.Token.ToArray());
    }

    private static int Judge(byte[]? bytes)
    {
        if (bytes is null || Keys.Judge(bytes, SampleTokens.IssuedAt) is not TokenVerdict.Genuine)
        {
            return 0;
        }

        Assert.True(bytes.AsSpan().SequenceEqual(Final) || bytes.AsSpan().SequenceEqual(Reserved), "a forged token");
        return 1;
    }

    private static IEnumerable<byte[]> Seeds() =>
    [
        Final,
        Reserved,
        Encoding.ASCII.GetBytes(QrDigits.Encode(Final)),
        Encoding.ASCII.GetBytes(QrLink.Build("kq.example.vn", Final)),
        Encoding.ASCII.GetBytes(QrLink.Build("127.0.0.1:5090", Reserved)),
        Encoding.ASCII.GetBytes(SampleTokens.Final.Code.ToString()),
    ];
}
