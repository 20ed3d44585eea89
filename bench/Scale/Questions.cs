using System.Text;
using Google.Protobuf;
using Grpc.Core;
using ResultStore.V1;

namespace Scale;

/// <summary>The questions that are measured, each about another holder or code.</summary>
internal sealed class Questions(ScaleSite site)
{
    private const string Procedure = "1.000894";
    private const int Components = 9;

    private readonly ResultReuse.ResultReuseClient _reuse = new(site.Calls);
    private readonly ResultVerification.ResultVerificationClient _verification = new(site.Calls);
    private readonly CallOptions _agency = new(site.As("agency"));
    private readonly CallOptions _verifier = new(site.As("verifier"));
    private int _turn;

    /// <summary>A procedure of nine papers, each of which a kind of stored result stands for.</summary>
    public async Task ImportCatalogueAsync(CancellationToken ct)
    {
        var client = new ProcedureCatalogue.ProcedureCatalogueClient(site.Calls);
        using var call = client.ImportCatalogue(new CallOptions(site.As("administrator"), cancellationToken: ct));
        await call.RequestStream.WriteAsync(new() { Start = new ImportStart() }, ct);
        await call.RequestStream.WriteAsync(new() { File = new ImportFileHeader { Name = "nine.json" } }, ct);
        await call.RequestStream.WriteAsync(new() { Chunk = ByteString.CopyFrom(NineComponents()) }, ct);
        await call.RequestStream.CompleteAsync();
        await foreach (var line in call.ResponseStream.ReadAllAsync(ct))
        {
            if (line.Fault is { } fault)
            {
                throw new InvalidDataException($"The catalogue is not taken: {fault}.");
            }
        }
    }

    public async Task<bool> CheckAsync(int results)
    {
        var request = new CheckReuseRequest { ProcedureCode = Procedure, Context = Context() };
        request.Holders.Add(HolderOf(results));
        var answer = await _reuse.CheckReuseAsync(request, _agency);
        return answer.Components.Count == Components
            ? true
            : throw new InvalidDataException($"{answer.Components.Count} components were answered.");
    }

    public async Task<bool> FindAsync(int results)
    {
        var answer = await _reuse.FindResultsAsync(
            new FindResultsRequest { Holder = HolderOf(results), PageSize = 50, Context = Context() }, _agency);
        return answer.Results.Count > 0 ? true : throw new InvalidDataException("A holder has no results.");
    }

    public async Task<bool> VerifyAsync()
    {
        var codes = _codes ??= site.Filler.Codes;
        var answer = await _verification.VerifyCodeAsync(
            new VerifyCodeRequest { Code = codes[Interlocked.Increment(ref _turn) % codes.Count] }, _verifier);
        return answer.State == VerificationState.Valid
            ? true
            : throw new InvalidDataException($"A stored code is {answer.State}.");
    }

    private IReadOnlyList<string>? _codes;

    private DossierHolder HolderOf(int results) => new()
    {
        Kind = HolderKind.Person,
        Id = Filler.PersonOf((int)(Interlocked.Increment(ref _turn) * 7_919L % results)),
        Role = HolderRole.Applicant,
    };

    private static ReadContext Context() => new()
    {
        Purpose = Purpose.Dossier,
        DossierCode = "000.22.43.H99-260905-0001",
        Officer = "do-toc-do",
    };

    private static byte[] NineComponents()
    {
        var file = new CatalogueFile();
        file.ResultTypes.Add(Enumerable.Range(0, 12)
            .Select(number => new ResultType { Code = Filler.TypeOf(number), Name = "Giấy" }));
        var procedure = new Procedure { Code = Procedure, Name = "Thủ tục" };
        for (var number = 0; number < Components; number++)
        {
            var part = new SubstitutionPart();
            part.ResultTypeCodes.Add(Filler.TypeOf(number));
            part.IssuedByAgencies.Add("H99");
            var rule = new SubstitutionRule { Code = "R", LegalBasis = "NĐ 47/2020/NĐ-CP" };
            rule.Parts.Add(part);
            var component = new Component { Code = Filler.TypeOf(number), Name = "Giấy" };
            component.Rules.Add(rule);
            procedure.Components.Add(component);
        }

        file.Procedures.Add(procedure);
        return Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(file));
    }
}
