using Grpc.Core;
using ResultStore.Holders;
using ResultStore.Storage;
using ResultStore.V1;
using ResultStore.Verification;

namespace ResultStore.Rpc;

/// <summary>The door for portals that act for holders, and for what holders share.</summary>
internal sealed class HolderRpc(
    OwnResults own,
    OwnReads reads,
    PresentResult presenting,
    ShareLinks links,
    OpenShareLink opening,
    VerifyCode verification,
    DocumentStore documents)
    : HolderAccess.HolderAccessBase
{
    public override async Task<ListOwnResultsResponse> ListOwnResults(
        ListOwnResultsRequest request, ServerCallContext context) => Done(
        await own.ListAsync(context.Caller, request, context.RemoteAddress, context.CancellationToken));

    public override async Task<GetOwnResultResponse> GetOwnResult(
        GetOwnResultRequest request, ServerCallContext context) => Done(await own.ReadAsync(
            new OwnReading(context.Caller, request.Code, nameof(GetOwnResult), context.RemoteAddress),
            request.Session,
            "metadata, receipt",
            own.Show,
            context.CancellationToken));

    public override async Task DownloadOwnDocument(
        DownloadOwnDocumentRequest request,
        IServerStreamWriter<DownloadOwnDocumentResponse> responseStream,
        ServerCallContext context)
    {
        var submitted = request.Form == DocumentForm.Submitted;
        var (row, opened) = Done(await own.ReadAsync(
            new OwnReading(context.Caller, request.Code, nameof(DownloadOwnDocument), context.RemoteAddress),
            request.Session,
            submitted ? "submitted document" : "sealed document",
            row => new OpenedResult(row, Open(submitted ? row.SubmittedSha256 : row.SealedSha256)),
            context.CancellationToken));
        await using var file = opened;
        await responseStream.WriteAsync(
            new() { Header = DocumentPieces.HeaderOf(row, submitted) }, context.CancellationToken);
        await DocumentPieces.SendAsync(
            file,
            piece => responseStream.WriteAsync(new() { Chunk = piece }, context.CancellationToken),
            context.CancellationToken);
    }

    public override async Task<ListReadsResponse> ListReads(ListReadsRequest request, ServerCallContext context) =>
        Done(
        await reads.ListAsync(context.Caller, request, context.RemoteAddress, context.CancellationToken));

    public override async Task<PresentResultResponse> PresentResult(
        PresentResultRequest request, ServerCallContext context) => Done(
        await presenting.MakeAsync(context.Caller, request, context.RemoteAddress, context.CancellationToken));

    public override async Task<ListPresentationsResponse> ListPresentations(
        ListPresentationsRequest request, ServerCallContext context) =>
        Done(await presenting.ListAsync(context.Caller, request, context.RemoteAddress, context.CancellationToken));

    public override async Task<CreateShareLinkResponse> CreateShareLink(
        CreateShareLinkRequest request, ServerCallContext context) => Done(
        await links.CreateAsync(context.Caller, request, context.RemoteAddress, context.CancellationToken));

    public override async Task<ListShareLinksResponse> ListShareLinks(
        ListShareLinksRequest request, ServerCallContext context) =>
        Done(await links.ListAsync(context.Caller, request, context.RemoteAddress, context.CancellationToken));

    public override async Task<RevokeShareLinkResponse> RevokeShareLink(
        RevokeShareLinkRequest request, ServerCallContext context) => Done(
        await links.RevokeAsync(context.Caller, request, context.RemoteAddress, context.CancellationToken));

    public override async Task<OpenShareLinkResponse> OpenShareLink(
        OpenShareLinkRequest request, ServerCallContext context)
    {
        return await opening.OpenAsync(
            context.Caller,
            request.Secret,
            context.RemoteAddress,
            async row => await verification.OfAsync(row, context.CancellationToken),
            context.CancellationToken);
    }

    public override async Task DownloadShared(
        DownloadSharedRequest request,
        IServerStreamWriter<DownloadSharedResponse> responseStream,
        ServerCallContext context)
    {
        var (row, opened) = await opening.RedeemAsync(
            context.Caller,
            request.Ticket,
            context.RemoteAddress,
            row => Open(row.SealedSha256),
            context.CancellationToken)
            ?? throw Sentences.Refuse(ErrorReason.ShareLinkUnknown).ToException();
        await using var file = opened;
        await responseStream.WriteAsync(
            new() { Header = DocumentPieces.HeaderOf(row, submitted: false) }, context.CancellationToken);
        await DocumentPieces.SendAsync(
            file,
            piece => responseStream.WriteAsync(new() { Chunk = piece }, context.CancellationToken),
            context.CancellationToken);
    }

    private FileStream Open(byte[] sha256) => documents.OpenRead(sha256) ?? throw documents.Lost(sha256);

    /// <summary>What was asked for, or the refusal.</summary>
    internal static T Done<T>(HolderOutcome<T> outcome) => outcome switch
    {
        HolderOutcome<T>.Done done => done.Value,
        HolderOutcome<T>.FieldsInvalid invalid => throw Sentences.FieldsInvalid(invalid.Faults).ToException(),
        HolderOutcome<T>.TooWeak weak => throw Sentences.TooWeak(weak.Fault, weak.LeastLevel).ToException(),
        HolderOutcome<T>.CodeMalformed => throw Sentences.Refuse(ErrorReason.CodeMalformed).ToException(),
        HolderOutcome<T>.WrongToken => throw Paging.WrongToken(),
        HolderOutcome<T>.LinkUnknown => throw Sentences.Refuse(ErrorReason.ShareLinkUnknown).ToException(),
        _ => throw Sentences.Refuse(ErrorReason.ResultUnknown).ToException(),
    };
}
