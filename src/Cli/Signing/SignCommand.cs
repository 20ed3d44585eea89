using System.CommandLine;
using System.CommandLine.Parsing;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Cli.Setup;
using Cli.Terminal;
using Proof.Cms;

namespace Cli.Signing;

/// <summary><c>tthc sign FILE</c>: signs a PDF with the development officer's and agency's certificates.</summary>
internal static class SignCommand
{
    private const string Both = "both";

    public static Command Make(Language language, StandingOptions standing, TimeProvider clock)
    {
        var file = StandingOptions.ExistingFile("file", language.Say("Tệp PDF cần ký", "PDF to sign"));
        var target = new Option<string?>("--out", "-o")
        {
            Description = language.Say("Ghi vào tệp này", "File to write"),
        };
        var signer = new Option<string>("--as")
        {
            Description = language.Say("Ai ký", "Who signs"),
            DefaultValueFactory = _ => Both,
        };
        signer.AcceptOnlyFromAmong(DevelopmentStore.Officer, DevelopmentStore.Agency, Both);
        var timeStamp = new Option<Uri?>("--tsa")
        {
            Description = language.Say(
                "Máy chủ cấp dấu thời gian cho chữ ký", "Time-stamp authority asked for each signature"),
            CustomParser = result => ReadAddress(result),
        };
        var policy = new Option<string?>("--policy")
        {
            Description = language.Say(
                "Ký theo chính sách ký có OID này", "Sign under the signature policy of this OID"),
            CustomParser = result => ReadOid(result),
        };
        var policyFile = new Option<FileInfo>("--policy-file")
        {
            Description = language.Say(
                "Văn bản của chính sách ấy; mã băm của nó được ký cùng",
                "That policy's document; its digest is signed too"),
        };
        policyFile.AcceptExistingOnly();
        var data = StandingOptions.DataFolder(language);
        var force = OutputFile.Force(language);
        var command = new Verb(
            "sign",
            language.Say(
                "Ký thử một PDF bằng chứng thư của cán bộ và cơ quan mẫu; không có giá trị pháp lý.",
                "Signs a PDF with the development officer's and agency's certificates; worth nothing in law."),
            "tthc sign permit.pdf --out permit-signed.pdf")
        {
            file, target, signer, timeStamp, policy, policyFile, data, force,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(policy) is null != result.GetResult(policyFile) is null)
            {
                result.AddError(language.Say(
                    "--policy và --policy-file đi cùng nhau", "--policy and --policy-file go together"));
            }
        });
        command.Runs(standing, async (parsed, screen, ct) =>
        {
            var source = parsed.GetRequiredValue(file).FullName;
            var path = parsed.GetValue(target) ?? Path.ChangeExtension(source, ".signed.pdf");
            OutputFile.Check(path, parsed.GetValue(force), language);
            using var authority = parsed.GetValue(timeStamp) is { } address ? new TimeStampClient(address) : null;
            var documentSigner = new DocumentSigner(clock, authority)
            {
                Policy = parsed.GetValue(policyFile) is { } document
                    ? SignaturePolicyIdentifier.Encode(
                        parsed.GetValue(policy)!,
                        new SignaturePolicyDigest(
                            DigestAlgorithm.Sha256.Oid,
                            SHA256.HashData(await File.ReadAllBytesAsync(document.FullName, ct))))
                    : default,
            };
            var pdf = await File.ReadAllBytesAsync(source, ct);
            if (!IsPdf(pdf))
            {
                screen.Error(
                    $"{source}: không phải tệp PDF; hãy xuất văn bản thành PDF rồi ký.",
                    $"{source}: not a PDF; print or export it to PDF, then sign that.");
                return ExitCode.Usage;
            }

            var folder = parsed.GetRequiredValue(data);
            if (!Directory.Exists(Path.Combine(folder, "pki")))
            {
                screen.Error(
                    $"{folder}: chưa có người ký thử; chạy make run hoặc tthc init --development.",
                    $"{folder}: no development signers; run make run or tthc init --development.");
                return ExitCode.Usage;
            }

            var who = parsed.GetRequiredValue(signer);
            string[] signers = who == Both ? [DevelopmentStore.Officer, DevelopmentStore.Agency] : [who];
            foreach (var name in signers)
            {
                var identity = DevelopmentStore.LoadSigner(folder, name);
                pdf = await documentSigner.SignAsync(pdf, identity, name, ct);
            }

            OutputFile.Write(path, pdf, parsed.GetValue(force), language);
            screen.Answer(new JsonObject { ["file"] = path, ["signers"] = new JsonArray([.. signers]) });
            screen.Line($"{path}  ({DevelopmentAuthorities.Mark})");
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>As readers do it: the header within the first 1,024 bytes (ISO 32000-2, 7.5.2 and annex I).</summary>
    private static bool IsPdf(ReadOnlySpan<byte> file) => file[..Math.Min(1024, file.Length)].IndexOf("%PDF-"u8) >= 0;

    private static string? ReadOid(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        try
        {
            new AsnWriter(AsnEncodingRules.DER).WriteObjectIdentifier(text);
            return text;
        }
        catch (ArgumentException)
        {
            result.AddError($"'{text}': 1.3.6.1.4.1.99999.1");
            return null;
        }
    }

    private static Uri? ReadAddress(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is ("http" or "https"))
        {
            return address;
        }

        result.AddError($"'{text}': http://HOST/PATH");
        return null;
    }
}
