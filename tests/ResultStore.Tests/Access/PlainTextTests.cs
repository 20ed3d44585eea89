using ResultStore.Access;
using ResultStore.V1;

namespace ResultStore.Tests.Access;

/// <summary>What may stand in a text; and that looking for it costs a call next to nothing.</summary>
public sealed class PlainTextTests
{
    [Theory]
    [InlineData("Nguyễn Văn Ân, 12/QĐ-UBND; 𠀀 ✓ e\u0301", true, true)]
    [InlineData("a\r\n\tb", false, true)]
    [InlineData("a\0b", false, false)]
    [InlineData("a\u0007b", false, false)]
    [InlineData("a\u007fb", false, false)]
    [InlineData("a\u0085b", false, false)]
    [InlineData("a\u009bb", false, false)]
    [InlineData("a\u2028b", false, false)]
    [InlineData("a\u202eb", false, false)]
    [InlineData("a\u2069b", false, false)]
    public void A_text_is_plain_in_a_line_or_in_prose(string text, bool inLine, bool inProse)
    {
        Assert.Equal(inLine, PlainText.Is(text, lines: false));
        Assert.Equal(inProse, PlainText.Is(text, lines: true));
    }

    [Fact]
    public void Names_every_text_at_fault_by_its_path()
    {
        var metadata = new ResultMetadata
        {
            Holders = { new Holder { Name = "An" }, new Holder { Name = "B\u001bình" } },
            Attributes = { ["so\n-to"] = "1", ["dien-tich"] = "a\u0007", ["ghi-chu"] = "a\nb" },
            Scope = "Toàn\nquốc",
        };

        Assert.Equal(
            [
                "result.metadata.attributes[\"dien-tich\"]",
                "result.metadata.attributes[\"so-to\"]",
                "result.metadata.holders[1].name",
            ],
            PlainText.Faults(metadata, "result.metadata").Select(fault => fault.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Looking_at_a_plain_request_allocates_less_than_a_header_would()
    {
        var request = new GetResultRequest
        {
            Code = "7K3M-9QWX-2FHT-5ZRD-C",
            Context = new ReadContext { Officer = "can-bo", DossierCode = "H17.15-261122-0001", Note = "Xem" },
        };
        _ = PlainText.Faults(request); // What is found once for each kind of message.

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            _ = PlainText.Faults(request);
        }

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 100, 0, 256);
    }
}
