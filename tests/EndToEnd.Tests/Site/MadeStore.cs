using System.Collections.Concurrent;
using System.Security.Cryptography;
using Cli.Setup;

namespace EndToEnd.Tests.Site;

/// <summary>
/// Development stores whose RSA keys are made once a run: five new ones take three seconds of processor time, which is
/// most of what making a store takes. Certificates are each store's own, but stores made here trust each other's
/// papers: who needs a stranger makes his authorities with keys of their own.
/// </summary>
internal static class MadeStore
{
    private static readonly ConcurrentDictionary<(int Bits, int Place), Lazy<RSAParameters>> Keys = [];

    public static void Make(string data, Addresses? addresses = null)
    {
        var taken = new Dictionary<int, int>();
        new DevelopmentStore(data, TimeProvider.System, NextRsa).Make(addresses ?? Addresses.Default);

        RSA NextRsa(int bits)
        {
            var place = taken[bits] = taken.GetValueOrDefault(bits) + 1;
            return RSA.Create(Keys.GetOrAdd((bits, place), _ => new(() => Fresh(bits))).Value);
        }
    }

    private static RSAParameters Fresh(int bits)
    {
        using var key = RSA.Create(bits);
        return key.ExportParameters(includePrivateParameters: true);
    }
}
