using Proof.Qr;

namespace Proof.Tests.Qr;

public sealed class QrLinkTests
{
    private static readonly string[] Hosts = ["kq.example.vn"];
    private static readonly byte[] Token = [0x11, 2, 3, 4, 5, 6, 7, 8, 255];

    [Fact]
    public void Builds_the_link_it_reads()
    {
        var link = QrLink.Build("kq.example.vn", Token);
        Assert.StartsWith("https://kq.example.vn/v#", link, StringComparison.Ordinal);
        var ours = Assert.IsType<QrLinkReading.Ours>(QrLink.Read(link, Hosts, development: false));
        Assert.Equal(Token, ours.Token.ToArray());
    }

    [Theory]
    [InlineData("HTTPS://KQ.Example.VN/v#{0}", true)]
    [InlineData(" https://kq.example.vn/v#{0}\n", true)]
    [InlineData("http://kq.example.vn/v#{0}", false)]
    [InlineData("https://kq.example.vn.evil.example/v#{0}", false)]
    [InlineData("https://evil.example/kq.example.vn/v#{0}", false)]
    [InlineData("https://kq.example.vn@evil.example/v#{0}", false)]
    [InlineData("https://user@kq.example.vn/v#{0}", false)]
    [InlineData("https://kq.example.vn:443/v#{0}", false)]
    [InlineData("https://kq.example.vn\\@evil.example/v#{0}", false)]
    [InlineData("https:\\\\kq.example.vn/v#{0}", false)]
    [InlineData("https://xkq.example.vn/v#{0}", false)]
    [InlineData("https://kq.example.vn./v#{0}", false)]
    [InlineData("https://kq.еxample.vn/v#{0}", false)]
    [InlineData("https://kq.example.vn/x/v#{0}", false)]
    [InlineData("https://kq.example.vn/v?a=b#{0}", false)]
    [InlineData("https://kq.example.vn/V#{0}", false)]
    [InlineData("https://kq.example.v", false)]
    [InlineData("https://kq.example.vn.evil.example/", false)]
    [InlineData("https://kq.example.vn/x", false)]
    [InlineData("/v", false)]
    [InlineData("http://127.0.0.1:5090/v#{0}", false)]
    [InlineData("javascript:alert(1)//v#{0}", false)]
    [InlineData("{0}", false)]
    [InlineData("", false)]
    public void Takes_only_the_exact_host_and_path(string text, bool ours)
    {
        var reading = QrLink.Read(text.Replace("{0}", QrDigits.Encode(Token), StringComparison.Ordinal), Hosts, false);
        Assert.Equal(ours, reading is QrLinkReading.Ours);
        Assert.Equal(!ours, reading is QrLinkReading.NotOurs);
    }

    [Theory]
    [InlineData("http://127.0.0.1:5090/v#{0}", true)]
    [InlineData("http://localhost:5090/v#{0}", true)]
    [InlineData("HTTP://localhost:5090/v#{0}", true)]
    [InlineData("http://localhost:5190/v#{0}", false)]
    [InlineData("http://127.0.0.1:509/v#{0}", false)]
    [InlineData("http://localhost:90/v#{0}", false)]
    [InlineData("http://localhost/v#{0}", false)]
    [InlineData("http://localhost:/v#{0}", false)]
    [InlineData("http://localhost:05090/v#{0}", false)]
    [InlineData("http://localhost:70000/v#{0}", false)]
    [InlineData("http://localhost:5090@evil.example/v#{0}", false)]
    [InlineData("http://localhost.evil.example:5090/v#{0}", false)]
    [InlineData("http://10.0.0.1:5090/v#{0}", false)]
    public void Takes_loopback_only_in_development_and_only_at_its_own_port(string text, bool ours)
    {
        string[] hosts = [.. Hosts, "localhost:5090"];
        var link = text.Replace("{0}", QrDigits.Encode(Token), StringComparison.Ordinal);
        Assert.Equal(ours, QrLink.Read(link, hosts, development: true) is QrLinkReading.Ours);
        Assert.Equal(!ours, QrLink.Read(link, hosts, development: true) is QrLinkReading.NotOurs);
        Assert.IsType<QrLinkReading.NotOurs>(QrLink.Read(link, hosts, development: false));
    }

    [Theory]
    [InlineData("https://kq.example.vn")]
    [InlineData("https://kq.example.vn/")]
    [InlineData("HTTPS://KQ.example.vn/v")]
    [InlineData("https://kq.example.vn/v#")]
    [InlineData("https://kq.example.vn/v#12x")]
    [InlineData("https://kq.example.vn/v#1")]
    [InlineData("https://kq.example.vn/v#999")]
    [InlineData("https://kq.example.vn/v#١٢٣")]
    public void Says_when_our_page_is_named_without_a_token(string text) =>
        Assert.IsType<QrLinkReading.Malformed>(QrLink.Read(text, Hosts, development: false));

    [Fact]
    public void Builds_for_loopback_without_TLS_and_for_no_odd_host()
    {
        Assert.StartsWith("http://127.0.0.1:5090/v#", QrLink.Build("127.0.0.1:5090", Token), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => QrLink.Build("kq.example.vn:443", Token));
        Assert.Throws<ArgumentException>(() => QrLink.Build("a@b", Token));
        Assert.Throws<ArgumentException>(() => QrLink.Build("", Token));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("FF", "255")]
    [InlineData("0001", "00001")]
    [InlineData("FFFFFFFFFFFFFF", "72057594037927935")]
    [InlineData("00000000000001FF", "00000000000000001255")]
    public void Writes_seven_bytes_as_seventeen_digits(string hex, string digits)
    {
        Assert.Equal(digits, QrDigits.Encode(Convert.FromHexString(hex)));
        Assert.Equal(hex, Convert.ToHexString(QrDigits.TryDecode(digits)!));
    }

    [Theory]
    [InlineData("256")]
    [InlineData("65536")]
    [InlineData("72057594037927936")]
    [InlineData("99999999999999999")]
    [InlineData("12")]
    [InlineData("+12")]
    [InlineData(" 12")]
    public void Reads_no_digits_that_no_bytes_give(string digits) => Assert.Null(QrDigits.TryDecode(digits));
}
