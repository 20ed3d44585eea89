using System.Formats.Asn1;

namespace Proof.Cms;

/// <summary>Every way an answer of a time-stamp authority can end.</summary>
/// <remarks>RFC 3161, 2.4.2.</remarks>
public abstract record TimeStampResponse
{
    private TimeStampResponse()
    {
    }

    /// <summary>A token over the request's imprint, with its nonce, whose signature stands.</summary>
    public sealed record Granted(TimeStampToken Token) : TimeStampResponse;

    /// <summary>The authority declined.</summary>
    /// <param name="Status">PKIStatus: 2 rejection, 3 waiting, 4 and 5 revocation.</param>
    /// <param name="Text">What it said, cut at 200 characters; may be empty. Not to be trusted.</param>
    public sealed record Rejected(int Status, string Text) : TimeStampResponse;

    /// <summary>Not an answer in the form of RFC 3161.</summary>
    public sealed record Malformed(CmsFault Fault) : TimeStampResponse;

    /// <summary>A token, but for another request: nonce, imprint or policy differ.</summary>
    public sealed record NotForThisRequest(string Field) : TimeStampResponse;

    /// <summary>A token whose own signature or certificate does not hold.</summary>
    public sealed record Unsound(CmsVerdict Verdict) : TimeStampResponse;

    /// <summary>Reads an answer and holds it against the request. Never throws.</summary>
    /// <param name="encoded">The body of <c>application/timestamp-reply</c>.</param>
    /// <param name="request">What was asked.</param>
    public static TimeStampResponse Read(ReadOnlyMemory<byte> encoded, TimeStampRequest request)
    {
        try
        {
            var response = Ber.Reader(encoded).ReadSequence();
            var info = response.ReadSequence();
            var status = info.ReadSmall();
            if (status > 1)
            {
                return new Rejected(status, ReadText(info));
            }

            if (!response.HasData)
            {
                return new Malformed(CmsFault.ContentMissing);
            }

            return TimeStampToken.TryParse(response.ReadEncodedValue(), out var token, out var fault)
                ? Match(token, request)
                : new Malformed(fault);
        }
        catch (AsnContentException)
        {
            return new Malformed(CmsFault.Malformed);
        }
    }

    private static TimeStampResponse Match(TimeStampToken token, TimeStampRequest request)
    {
        if (!token.Nonce.Span.SequenceEqual(request.Nonce.Span))
        {
            return new NotForThisRequest("nonce");
        }

        if (token.ImprintAlgorithmOid != request.DigestOid || !token.Imprint.Span.SequenceEqual(request.Imprint.Span))
        {
            return new NotForThisRequest("messageImprint");
        }

        if (request.PolicyOid is not null && request.PolicyOid != token.PolicyOid)
        {
            return new NotForThisRequest("policy");
        }

        var verdict = token.Verify(request.Imprint.Span);
        return verdict.IsIntact ? new Granted(token) : new Unsound(verdict);
    }

    private static string ReadText(AsnReader info)
    {
        const int MaxText = 200;
        if (!info.NextIs(UniversalTagNumber.Sequence))
        {
            return "";
        }

        var lines = info.ReadSequence();
        var text = lines.HasData ? lines.ReadCharacterString(UniversalTagNumber.UTF8String) : "";
        return text.Length > MaxText ? text[..MaxText] : text;
    }
}
