using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;
using Grpc.Core;

namespace ResultStore.GrpcHosting;

/// <summary>google.rpc.Status with its details, carried in a call's trailers.</summary>
public static class RichStatus
{
    /// <summary>The trailer's name.</summary>
    public const string Trailer = "grpc-status-details-bin";

    // Clients and proxies take 8 KiB of headers by default, this one arrives a third longer, and others need room too.
    private const int MaxBytes = 5 << 10;

    // Of the message, which travels twice, once with each octet as three characters.
    private const int MaxCharacters = 400;

    /// <summary>Throw the result: the client gets the code, the message and every detail.</summary>
    /// <remarks>
    /// Details beyond 5 KiB are left out from the last: put the one that matters first. A longer message
    /// is cut after 400 characters.
    /// </remarks>
    public static RpcException ToRpcException(Google.Rpc.Status status)
    {
        ArgumentNullException.ThrowIfNull(status);
        var fitting = status.Clone();
        if (fitting.Message.Length > MaxCharacters)
        {
            var end = char.IsHighSurrogate(fitting.Message[MaxCharacters - 1]) ? MaxCharacters - 1 : MaxCharacters;
            fitting.Message = fitting.Message[..end];
        }

        while (fitting.CalculateSize() > MaxBytes && fitting.Details.Count > 0)
        {
            fitting.Details.RemoveAt(fitting.Details.Count - 1);
        }

        return new RpcException(
            new Status((StatusCode)fitting.Code, fitting.Message), new Metadata { { Trailer, fitting.ToByteArray() } });
    }

    /// <returns>False if the call's end carried no readable google.rpc.Status. Never throws.</returns>
    public static bool TryGetStatus(RpcException exception, [NotNullWhen(true)] out Google.Rpc.Status? status)
    {
        ArgumentNullException.ThrowIfNull(exception);
        status = null;
        try
        {
            status = exception.Trailers.GetValueBytes(Trailer) is { } bytes
                ? Google.Rpc.Status.Parser.ParseFrom(bytes)
                : null;
        }
        catch (InvalidProtocolBufferException)
        {
            // Not ours; the code and the message still stand.
        }

        return status is not null;
    }
}
