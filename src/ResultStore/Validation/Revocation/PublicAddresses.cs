using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace ResultStore.Validation.Revocation;

/// <summary>
/// Which addresses a server may be sent to by a stranger's certificate: those of the public internet, and no other.
/// </summary>
/// <remarks>The special-purpose address registries of IANA (RFC 6890 and its updates).</remarks>
internal static class PublicAddresses
{
    private static readonly (uint Network, int Bits)[] NotPublic =
    [
        (0x00000000, 8), // this network
        (0x0a000000, 8), // private
        (0x64400000, 10), // carrier's own
        (0x7f000000, 8), // loopback
        (0xa9fe0000, 16), // link-local, where clouds keep their credentials
        (0xac100000, 12), // private
        (0xc0000000, 24), // protocol assignments
        (0xc0000200, 24), // documentation
        (0xc0586300, 24), // 6to4 relays
        (0xc0a80000, 16), // private
        (0xc6120000, 15), // benchmarking
        (0xc6336400, 24), // documentation
        (0xcb007100, 24), // documentation
        (0xe0000000, 3), // multicast, reserved, broadcast
    ];

    public static bool IsPublic(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return IsPublic(BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes()));
        }

        var bytes = address.GetAddressBytes();
        return address.IsIPv4MappedToIPv6 ? IsPublic(BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(12)))
            : bytes switch
            {
                // What carries an IPv4 address inside leads to it: 6to4, Teredo. So do other tunnels: none is let in.
                [0x20, 0x02, ..] or [0x20, 0x01, 0x00, 0x00, ..] => false,
                [0x20, 0x01, 0x00 or 0x01, ..] or [0x20, 0x01, 0x0d, 0xb8, ..] or [0x3f, 0xff, <= 0x0f, ..] => false,
                [>= 0x20 and <= 0x3f, ..] => true, // global unicast, 2000::/3
                _ => false,
            };
    }

    private static bool IsPublic(uint address) =>
        !Array.Exists(NotPublic, range => (address ^ range.Network) >> (32 - range.Bits) == 0);
}
