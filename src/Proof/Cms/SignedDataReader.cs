using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;

namespace Proof.Cms;

/// <summary>Reads SignedData tolerantly in encoding and strictly in meaning.</summary>
/// <remarks>RFC 5652, 3 and 5.1 to 5.3.</remarks>
internal static class SignedDataReader
{
    /// <summary>Largest object read, in bytes: CRLs inside can be large.</summary>
    internal const int MaxBytes = 32 << 20;

    private const int MaxCertificates = 256;
    private const int MaxRevocationValues = 1024;

    /// <param name="contents">ContentInfo and padding.</param>
    /// <param name="encapsulated">The content type that has to be inside; null for a detached signature.</param>
    /// <param name="signed">What was read.</param>
    /// <param name="fault">Why not.</param>
    internal static bool TryRead(
        ReadOnlyMemory<byte> contents, string? encapsulated,
        [NotNullWhen(true)] out SignedData? signed, out CmsFault fault)
    {
        signed = null;
        if (contents.Length > MaxBytes || !contents.Span.ContainsAnyExcept((byte)0))
        {
            fault = contents.Length > MaxBytes ? CmsFault.TooLarge : CmsFault.Empty;
            return false;
        }

        try
        {
            signed = Read(contents, encapsulated);
            fault = CmsFault.None;
            return true;
        }
        catch (CmsFaultException e)
        {
            fault = e.Fault;
        }
        catch (AsnContentException)
        {
            fault = CmsFault.Malformed;
        }

        return false;
    }

    private static SignedData Read(ReadOnlyMemory<byte> contents, string? encapsulated)
    {
        var consumed = Ber.Measure(contents.Span);
        if (Ber.IsShredded(contents.Span[..consumed]))
        {
            throw new CmsFaultException(CmsFault.TooLarge);
        }

        var trailing = contents[consumed..].Span.ContainsAnyExcept((byte)0);
        var info = Ber.Reader(contents[..consumed]).ReadSequence();
        if (info.ReadOid() != Oids.SignedData)
        {
            throw new CmsFaultException(CmsFault.NotSignedData);
        }

        var data = info.ReadSequence(Ber.Context(0, true)).ReadSequence();
        _ = data.ReadSmall(); // version: 1 to 5, of no consequence
        _ = data.ReadSetOf(); // digestAlgorithms: the SignerInfo's own one counts
        var (contentType, content) = ReadContent(data.ReadSequence(), encapsulated);

        var collected = new Collected();
        if (data.NextIs(0))
        {
            ReadCertificates(data.ReadSetOf(skipSortOrderValidation: true, Ber.Context(0, true)), collected);
        }

        if (data.NextIs(1))
        {
            ReadCrls(data.ReadSetOf(skipSortOrderValidation: true, Ber.Context(1, true)), collected);
        }

        var signers = data.ReadSetOf(skipSortOrderValidation: true);
        if (!signers.HasData)
        {
            throw new CmsFaultException(CmsFault.NotOneSigner);
        }

        var signer = signers.ReadSequence();
        if (signers.HasData)
        {
            throw new CmsFaultException(CmsFault.NotOneSigner);
        }

        return SignerInfoReader.Read(
            signer, contentType, content, collected, trailing ? CmsWarnings.TrailingBytes : CmsWarnings.None);
    }

    private static (string Type, ReadOnlyMemory<byte> Content) ReadContent(AsnReader info, string? encapsulated)
    {
        var type = info.ReadOid();
        if (encapsulated is null)
        {
            return info.HasData ? throw new CmsFaultException(CmsFault.NotDetached)
                : type != Oids.Data ? throw new CmsFaultException(CmsFault.WrongContentType)
                : (type, default);
        }

        if (type != encapsulated)
        {
            throw new CmsFaultException(CmsFault.WrongContentType);
        }

        return info.HasData
            ? (type, info.ReadSequence(Ber.Context(0, true)).ReadOctets())
            : throw new CmsFaultException(CmsFault.ContentMissing);
    }

    private static void ReadCertificates(AsnReader set, Collected collected)
    {
        while (set.HasData)
        {
            var isCertificate = set.NextIs(UniversalTagNumber.Sequence);
            var encoded = set.ReadEncodedValue();
            if (isCertificate)
            {
                collected.AddCertificate(encoded);
            }
        }
    }

    private static void ReadCrls(AsnReader set, Collected collected)
    {
        while (set.HasData)
        {
            if (!set.NextIs(1))
            {
                collected.AddCrl(set.ReadEncodedValue());
                continue;
            }

            var other = set.ReadSequence(Ber.Context(1, true));
            if (other.ReadOid() == Oids.OcspResponseInCms)
            {
                collected.AddOcsp(other.ReadEncodedValue());
            }
            else
            {
                collected.CountOther();
            }
        }
    }

    /// <summary>Certificates and revocation values from wherever they stand in the object.</summary>
    internal sealed class Collected
    {
        private int _tried;
        private int _others;

        internal List<Certificate> Certificates { get; } = [];

        internal List<ReadOnlyMemory<byte>> Crls { get; } = [];

        internal List<ReadOnlyMemory<byte>> OcspResponses { get; } = [];

        internal bool Unreadable { get; private set; }

        internal void AddCertificate(ReadOnlyMemory<byte> encoded)
        {
            // What is none costs more than what is one: a million of them, minutes.
            if (++_tried > MaxCertificates)
            {
                throw new CmsFaultException(CmsFault.TooLarge);
            }

            if (Certificate.TryParse(encoded.Span, out var certificate))
            {
                Certificates.Add(certificate);
            }
            else
            {
                Unreadable = true;
            }
        }

        internal void AddCrl(ReadOnlyMemory<byte> encoded) => Add(Crls, encoded);

        internal void AddOcsp(ReadOnlyMemory<byte> encoded) => Add(OcspResponses, encoded);

        /// <summary>Revocation values of a form that is unknown here.</summary>
        internal void CountOther()
        {
            if (++_others > MaxRevocationValues)
            {
                throw new CmsFaultException(CmsFault.TooLarge);
            }
        }

        private static void Add(List<ReadOnlyMemory<byte>> values, ReadOnlyMemory<byte> encoded)
        {
            if (values.Count >= MaxRevocationValues)
            {
                throw new CmsFaultException(CmsFault.TooLarge);
            }

            values.Add(encoded);
        }
    }
}

/// <summary>Carries a fault from inside a reader to its Try door; never leaves it.</summary>
internal sealed class CmsFaultException(CmsFault fault) : Exception
{
    internal CmsFault Fault { get; } = fault;
}
