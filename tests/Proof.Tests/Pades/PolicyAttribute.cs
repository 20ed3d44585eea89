using System.Formats.Asn1;

namespace Proof.Tests.Pades;

/// <summary>Values of the signature-policy-identifier attribute, well formed or not.</summary>
internal static class PolicyAttribute
{
    public const string PolicyOid = "1.3.6.1.4.1.99999.11.1";

    public static byte[] Policy(Action<AsnWriter> rest)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(PolicyOid);
            rest(writer);
        }

        return writer.Encode();
    }

    public static void Hash(AsnWriter writer, string algorithm, byte[] value, Action? more = null)
    {
        using var pair = writer.PushSequence();
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(algorithm);
        }

        writer.WriteOctetString(value);
        more?.Invoke();
    }

    public static void Qualifiers(AsnWriter writer, params (string Oid, byte[] Value)[] qualifiers)
    {
        using var all = writer.PushSequence();
        foreach (var (oid, value) in qualifiers)
        {
            // Put together by hand: some of them are more than one value.
            var name = new AsnWriter(AsnEncodingRules.DER);
            name.WriteObjectIdentifier(oid);
            byte[] body = [.. name.Encode(), .. value];
            writer.WriteEncodedValue(
                body.Length < 128 ? [0x30, (byte)body.Length, .. body]
                : [0x30, 0x82, (byte)(body.Length >> 8), (byte)body.Length, .. body]);
        }
    }

    public static byte[] IA5(string text)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteCharacterString(UniversalTagNumber.IA5String, text);
        return writer.Encode();
    }
}
