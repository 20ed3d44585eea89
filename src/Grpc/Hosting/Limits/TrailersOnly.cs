using System.Globalization;
using System.Text;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace ResultStore.GrpcHosting.Limits;

/// <summary>A call refused before its handler: HTTP 200 and the status, in one block of headers.</summary>
internal static class TrailersOnly
{
    public static Task Refuse(HttpContext http, StatusCode code, string message)
    {
        var response = http.Response;
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "application/grpc";
        response.Headers["grpc-status"] = ((int)code).ToString(CultureInfo.InvariantCulture);
        response.Headers["grpc-message"] = Encode(message);
        return response.CompleteAsync();
    }

    /// <summary><c>grpc-message</c>: UTF-8, all but printable ASCII, and %, as %XX.</summary>
    private static string Encode(string message)
    {
        var encoded = new StringBuilder(message.Length);
        foreach (var octet in Encoding.UTF8.GetBytes(message))
        {
            _ = octet is >= 0x20 and <= 0x7e and not (byte)'%'
                ? encoded.Append((char)octet)
                : encoded.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
        }

        return encoded.ToString();
    }
}
