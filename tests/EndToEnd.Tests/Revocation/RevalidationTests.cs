using EndToEnd.Tests.Site;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Data.Sqlite;
using ResultStore.V1;

namespace EndToEnd.Tests.Revocation;

/// <summary>What a verdict rested on is kept, and proves it again with every authority gone.</summary>
[Collection(RevocationSite.Name)]
public sealed class RevalidationTests(RevocationSite running)
{
    private readonly DevelopmentSite _site = running.Site;

    [Fact]
    public async Task The_verdict_is_proved_again_from_what_is_stored_with_every_authority_gone()
    {
        var request = await new Papers(_site, running.NewOfficer(), running.NewStamps()).RequestAsync();
        var stored = await running.SubmitAsync(request);
        await _site.StopAuthoritiesAsync();
        RevalidateResultResponse answer;
        try
        {
            answer = await RevalidateAsync(stored.Receipt.Code, Purpose.Audit, "inspector");
        }
        finally
        {
            await _site.StartAuthoritiesAsync();
        }

        Assert.Empty(answer.Differences);
        Assert.Equal(RevalidationOutcome.Same, answer.Outcome);
        Assert.Equal(stored.Report, answer.Report);
        Assert.Equal(stored.Report, answer.KeptReport);
        var kinds = answer.Evidence.Items.CountBy(item => item.Kind).ToDictionary();
        Assert.Equal(2, kinds[EvidenceKind.Timestamp]);
        Assert.True(kinds[EvidenceKind.Certificate] >= 6, "officer, agency, their authority, stamps, two roots");
        var answers = kinds.GetValueOrDefault(EvidenceKind.OcspResponse) + kinds.GetValueOrDefault(EvidenceKind.Crl);
        Assert.True(answers >= 3, "about signers, their authority, stamps");
        Assert.True(answer.Evidence.CalculateSize() < 2_048, $"{answer.Evidence.CalculateSize()} bytes");
        var (exit, output, error) = await Tool.TryRunAsync(
            "dotnet",
            [
                Repository.Program("Cli", "tthc.dll"), "revalidate", stored.Receipt.Code, "--json", "--store",
                _site.StoreAddress, "--key-file", _site.KeyFile("one-stop"),
            ]);
        Assert.True(exit == 0 && output.Contains("REVALIDATION_OUTCOME_SAME", StringComparison.Ordinal), error);
    }

    [Fact]
    public async Task Evidence_that_was_lost_is_named_and_a_verdict_without_it_is_another()
    {
        var stored = await running.SubmitAsync(await new Papers(_site, running.NewOfficer()).RequestAsync());
        var before = await RevalidateAsync(stored.Receipt.Code, Purpose.Audit, "inspector");
        Assert.Equal(RevalidationOutcome.Same, before.Outcome);
        var item = before.Evidence.Items.First(IsAnswer);
        const string Rename = "UPDATE evidence_object SET sha256 = $other WHERE sha256 = $sha256";
        var (digest, elsewhere) = (item.Sha256.ToByteArray(), new byte[32]);

        await ExecuteAsync(Rename, ("$sha256", digest), ("$other", elsewhere));
        var lacking = await RevalidateAsync(stored.Receipt.Code, Purpose.Audit, "inspector");
        await ExecuteAsync(Rename, ("$sha256", elsewhere), ("$other", digest)); // other results rest on it too
        Assert.Equal(RevalidationOutcome.EvidenceMissing, lacking.Outcome);
        Assert.Equal(item.Sha256, Assert.Single(lacking.MissingSha256));

        var other = before.KeptReport.Clone();
        other.Signatures[0].TimeSource = TimeSource.DocumentTimestamp;
        var less = before.Evidence.Clone();
        foreach (var answer in before.Evidence.Items.Where(IsAnswer))
        {
            less.Items.Remove(answer);
        }

        await ExecuteAsync(
            """
            UPDATE result_evidence SET evidence = $evidence, report = $report
            WHERE result_id IN (SELECT result_id FROM document WHERE sha256 = $sha256)
            """,
            ("$sha256", stored.Receipt.SubmittedSha256.ToByteArray()),
            ("$evidence", less.ToByteArray()),
            ("$report", other.ToByteArray()));
        var changed = await RevalidateAsync(stored.Receipt.Code, Purpose.Audit, "inspector");
        Assert.Equal(RevalidationOutcome.Different, changed.Outcome);
        Assert.Contains(changed.Differences, each => each.Path == "signatures[0].time_source");
        Assert.Contains(
            changed.Differences,
            each => each is { Path: "verdict.sub_indication", Kept: "", Now: "TRY_LATER" });
    }

    [Fact]
    public async Task Nobody_has_a_verdict_proved_again_for_a_purpose_that_is_not_theirs()
    {
        var stored = await running.SubmitAsync(await new Papers(_site).RequestAsync());

        foreach (var (purpose, client) in
            ((Purpose, string)[])[(Purpose.Audit, "agency"), (Purpose.OwnRecords, "inspector")])
        {
            var refused = await Assert.ThrowsAsync<RpcException>(
                () => RevalidateAsync(stored.Receipt.Code, purpose, client));
            Assert.Equal(ErrorReason.FieldsInvalid, Refusals.Of(refused).Reason);
        }
    }

    private static bool IsAnswer(EvidenceItem item) => item.Kind is EvidenceKind.OcspResponse or EvidenceKind.Crl;

    private static RevalidateResultRequest RequestOf(string code, Purpose purpose) => new()
    {
        Code = code,
        Context = new ReadContext { Purpose = purpose, Officer = "kiem-thu" },
    };

    private async Task<RevalidateResultResponse> RevalidateAsync(string code, Purpose purpose, string client) =>
        await _site.Reuse.RevalidateResultAsync(
            RequestOf(code, purpose), _site.As(client), DevelopmentSite.In(60));

    /// <summary>Behind the store's back.</summary>
    private async Task ExecuteAsync(string sql, params (string Name, byte[] Value)[] values)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(_site.Data, "resultstore.db")}");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // constants of these tests
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }

        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }
}
