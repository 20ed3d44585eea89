using System.Globalization;
using Proof;
using Proof.Cms;
using Proof.Pades;

namespace ResultStore.Validation;

/// <summary>What a verdict on a signature or a time-stamp turns on: whose certificate, since when, which times.
/// </summary>
internal sealed record JudgedCertificates(
    Indication Indication, SubIndication SubIndication, ValidationDetail Detail, bool IsTimestamp)
{
    /// <summary>Longer names are no honest authority's.</summary>
    private const int LongestName = 80;

    private const string CommonName = "2.5.4.3";

    private static readonly TimeSpan VietnamTime = TimeSpan.FromHours(7);

    /// <summary>The signer's, or the time-stamp authority's; null where it is not at hand.</summary>
    public Certificate? Own { get; init; }

    /// <summary>The one that the verdict lies with; null: none.</summary>
    public Certificate? Culprit { get; init; }

    public IReadOnlyList<Certificate> Chain { get; init; } = [];

    public IReadOnlyList<RevocationStatus> Revocation { get; init; } = [];

    public TimeConflict? Conflict { get; init; }

    public static JudgedCertificates Of(SignatureReport signature) => new(
        signature.Indication, signature.SubIndication, signature.Detail, signature.IsDocumentTimestamp)
    {
        Own = signature.Signer?.Certificate,
        Culprit = signature.Culprit,
        Chain = signature.Chain,
        Revocation = signature.Revocation,
        Conflict = signature.Conflict,
    };

    public static JudgedCertificates Of(TimestampReport timestamp) => new(
        timestamp.Indication, timestamp.SubIndication, timestamp.Detail, IsTimestamp: true)
    {
        Own = timestamp.Authority,
        Culprit = timestamp.Culprit,
        Chain = timestamp.Chain,
        Revocation = timestamp.Revocation,
        Conflict = timestamp.Conflict,
    };

    /// <summary>Whether the verdict lies with an authority above.</summary>
    public bool IsAuthoritys => Culprit is not null && !Culprit.Equals(Own);

    /// <summary>Since when the certificate that it lies with is revoked or suspended; null: it is not.</summary>
    public RevocationStatus.Revoked? Revoked => Chain.Zip(Revocation)
        .Where(each => each.First.Equals(Culprit)).Select(each => each.Second)
        .OfType<RevocationStatus.Revoked>().FirstOrDefault();

    /// <summary>The certificate that it lies with, in the middle of a sentence.</summary>
    public (string Vi, string En) Whose => Culprit is null
        ? ("chứng thư", "the certificate")
        : Naming(Culprit, isOwn: !IsAuthoritys);

    /// <param name="certificate">One of the chain.</param>
    /// <param name="isOwn">Whether it is the signer's own, or the time-stamp authority's.</param>
    public (string Vi, string En) Naming(Certificate certificate, bool isOwn) => (isOwn, IsTimestamp) switch
    {
        (true, true) => ("chứng thư của nơi cấp dấu thời gian", "the certificate of the time-stamp authority"),
        (true, false) => ("chứng thư của người ký", "the signer's certificate"),
        _ => (
            $"chứng thư của tổ chức chứng thực {NameOf(certificate)}",
            $"the certificate of the authority {NameOf(certificate)}"),
    };

    /// <summary>In Viet Nam's time, as both languages read it.</summary>
    public static (string Vi, string En) Say(DateTimeOffset time)
    {
        var there = time.ToOffset(VietnamTime);
        return (
            there.ToString("HH:mm dd/MM/yyyy", CultureInfo.InvariantCulture),
            there.ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture));
    }

    public static string Capital(string sentence) =>
        sentence.Length == 0 ? sentence : char.ToUpperInvariant(sentence[0]) + sentence[1..];

    /// <summary>Its common name, which anyone may see, with nothing in it that moves or turns the text around it.
    /// </summary>
    private static string NameOf(Certificate certificate)
    {
        var name = certificate.Subject.Attributes.Where(each => each.Oid == CommonName)
            .Select(each => each.Value).LastOrDefault() ?? certificate.Subject.ToString();
        var plain = string.Concat(name.EnumerateRunes()
            .Where(rune => System.Text.Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control
                or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator))
            .Take(LongestName));
        return plain.Length < name.Length && name.EnumerateRunes().Count() > LongestName ? plain + "…" : plain;
    }
}
