using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using ResultStore.V1;
using RpcStatus = Google.Rpc.Status;

namespace ResultStore.Rpc;

/// <summary>Turns a refusal into the trailers that <c>errors.proto</c> promises.</summary>
internal static class Refusals
{
    private const string Domain = "resultstore";
    private const string DetailsKey = "grpc-status-details-bin";

    /// <summary>Trailers must stay below 8 KiB, many clients' limit, in base64: 3.5 KiB here, the rest below.</summary>
    private const int MostDetailBytes = 3_500;
    private const int MostViolations = 20;

    public static RpcException ToException(this Refusal refusal)
    {
        var code = CodeOf(refusal.Reason);
        var status = new RpcStatus { Code = (int)code, Message = refusal.SentenceEn };
        status.Details.Add(Any.Pack(Fitting(refusal)));

        // Field 1 of ErrorInfo: this version of the class still calls it by its first name; today's name is `reason`.
        status.Details.Add(Any.Pack(new ErrorInfo { Domain = Domain, Type = NameOf(refusal.Reason) }));
        if (refusal.Fields.Count > 0)
        {
            status.Details.Add(Any.Pack(BadRequestOf(refusal)));
        }

        if (refusal.RetryHelps)
        {
            status.Details.Add(Any.Pack(
                new RetryInfo { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(refusal.RetryAfterMs)) }));
        }

        var trailers = new Metadata { { DetailsKey, status.ToByteArray() } };
        return new RpcException(new Grpc.Core.Status(code, refusal.SentenceEn), trailers);
    }

    /// <summary>The name a program switches on, as <c>errors.proto</c> has it without the enum's prefix.</summary>
    public static string NameOf(ErrorReason reason)
    {
        var value = ErrorsReflection.Descriptor.FindTypeByName<Google.Protobuf.Reflection.EnumDescriptor>(
            nameof(ErrorReason)).FindValueByNumber((int)reason);
        return value.Name["ERROR_REASON_".Length..];
    }

    public static StatusCode CodeOf(ErrorReason reason) => reason switch
    {
        ErrorReason.CallerUnknown => StatusCode.Unauthenticated,
        ErrorReason.NotAllowed => StatusCode.PermissionDenied,
        ErrorReason.TooManyCalls or ErrorReason.Busy or ErrorReason.MessageTooLarge => StatusCode.ResourceExhausted,
        >= ErrorReason.FieldsInvalid and <= ErrorReason.DocumentExceedsLimits => StatusCode.InvalidArgument,
        ErrorReason.RevocationUnknown => StatusCode.Unavailable,
        >= ErrorReason.NotSigned and <= ErrorReason.SignaturePolicyNotAccepted => StatusCode.FailedPrecondition,
        >= ErrorReason.MetadataDiffers and <= ErrorReason.DocumentAlreadyStored => StatusCode.AlreadyExists,
        ErrorReason.ReservationUnusable => StatusCode.FailedPrecondition,
        ErrorReason.ResultUnknown or ErrorReason.ClientUnknown => StatusCode.NotFound,
        ErrorReason.CodeMalformed => StatusCode.InvalidArgument,
        ErrorReason.ClientExists => StatusCode.AlreadyExists,
        ErrorReason.ProcedureUnknown => StatusCode.NotFound,
        ErrorReason.CatalogueChanged or ErrorReason.ResultChanged => StatusCode.Aborted,
        ErrorReason.ResultNotInForce or ErrorReason.ChangeNotAllowed or ErrorReason.SuccessorUnusable =>
            StatusCode.FailedPrecondition,
        ErrorReason.ReuseNotCovered => StatusCode.FailedPrecondition,
        ErrorReason.EventNumberAhead => StatusCode.OutOfRange,
        ErrorReason.TooManyWatches => StatusCode.ResourceExhausted,
        ErrorReason.WatchEnded => StatusCode.Unavailable,
        ErrorReason.NoticeUnknown => StatusCode.NotFound,
        ErrorReason.AuthenticationTooWeak or ErrorReason.HolderLinkEnded => StatusCode.FailedPrecondition,
        ErrorReason.ShareLinkUnknown or ErrorReason.HolderLinkUnknown => StatusCode.NotFound,
        >= ErrorReason.StorageUnavailable and <= ErrorReason.OutcomeUnknown => StatusCode.Unavailable,
        ErrorReason.DocumentLost => StatusCode.DataLoss,
        _ => StatusCode.Internal,
    };

    /// <summary>Drops what explains before what says: objects, sentences of fields, then whole entries.</summary>
    private static Refusal Fitting(Refusal refusal)
    {
        if (refusal.CalculateSize() <= MostDetailBytes)
        {
            return refusal;
        }

        var shortened = refusal.Clone();
        foreach (var card in shortened.Report?.Signatures ?? [])
        {
            card.ModifiedObjects.Clear();
            card.Warnings.Clear();
            (card.RevocationSentenceVi, card.RevocationSentenceEn) = ("", "");
            card.SignaturePolicy?.Uris.Clear();
            card.SignaturePolicy?.Notices.Clear();
        }

        if (shortened.CalculateSize() > MostDetailBytes)
        {
            foreach (var field in shortened.Fields)
            {
                (field.SentenceVi, field.SentenceEn) = ("", "");
            }
        }

        while (shortened.CalculateSize() > MostDetailBytes && shortened.Report?.Signatures.Count > 0)
        {
            shortened.Report.Signatures.RemoveAt(shortened.Report.Signatures.Count - 1);
        }

        while (shortened.CalculateSize() > MostDetailBytes && shortened.Fields.Count > 1)
        {
            shortened.Fields.RemoveAt(shortened.Fields.Count - 1);
        }

        return shortened;
    }

    private static BadRequest BadRequestOf(Refusal refusal)
    {
        var bad = new BadRequest();
        foreach (var field in refusal.Fields.Take(MostViolations))
        {
            bad.FieldViolations.Add(
                new BadRequest.Types.FieldViolation { Field = field.Path, Description = field.Reason.ToString() });
        }

        return bad;
    }
}
