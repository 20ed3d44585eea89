namespace ResultStore.Validation.Anchors;

/// <summary>What is wrong with a file in a folder of anchors.</summary>
internal enum AnchorFault
{
    None,

    /// <summary>A directory, a link that leads to no file or in a circle.</summary>
    NoFile,

    /// <summary>It may not be read, or the disk fails.</summary>
    Unreadable,

    Empty,

    TooLarge,

    /// <summary>PEM that ends within a certificate, or is garbled.</summary>
    Unfinished,

    NoCertificate,

    /// <summary>A private key and no certificate.</summary>
    OnlyPrivateKey,

    /// <summary>Certificates, which count, and a private key, which has no business there.</summary>
    PrivateKey,

    /// <summary>A certificate of no authority: it vouches for itself alone.</summary>
    NoAuthority,

    /// <summary>Not looked at.</summary>
    OtherName,
}

/// <summary>What is said of it, and what the file should be.</summary>
internal static class AnchorFaults
{
    extension(AnchorFault fault)
    {
        /// <summary>Whether the certificates of the file, if any, are not to be had: else it is only worth a word.
        /// </summary>
        public bool IsSerious => fault is not
            (AnchorFault.None or AnchorFault.PrivateKey or AnchorFault.NoAuthority or AnchorFault.OtherName);

        public string En => fault switch
        {
            AnchorFault.NoFile => "is no file, or a link that leads to none",
            AnchorFault.Unreadable => "cannot be read: look at its owner, its mode and the disk",
            AnchorFault.Empty => "is empty; to trust nobody by it, remove the file",
            AnchorFault.TooLarge => $"is larger than {AnchorFile.MostBytes >> 10} KiB; it should hold certificates "
                + "only",
            AnchorFault.Unfinished => "holds PEM that is garbled or breaks off: it is still being written, or was not "
                + "copied whole",
            AnchorFault.NoCertificate => "holds no certificate; it should be certificates in PEM, or one in DER",
            AnchorFault.OnlyPrivateKey => "holds a private key and no certificate: take it away, and put the "
                + "certificate there",
            AnchorFault.PrivateKey => "holds a private key beside its certificates, which count: take the key away",
            AnchorFault.NoAuthority => "holds a certificate of no authority, which is trusted for itself alone and not "
                + "for what it issued: where an authority is meant, put its own certificate there",
            AnchorFault.OtherName => "is not looked at: names of files with certificates end in .pem, .crt or .cer",
            _ => "",
        };

        public string Vi => fault switch
        {
            AnchorFault.NoFile => "không phải tệp, hoặc là liên kết không dẫn tới tệp nào",
            AnchorFault.Unreadable => "không đọc được: xem lại chủ sở hữu, quyền và ổ đĩa",
            AnchorFault.Empty => "rỗng; nếu không muốn tin ai theo tệp này thì xóa tệp",
            AnchorFault.TooLarge => $"lớn hơn {AnchorFile.MostBytes >> 10} KiB; tệp chỉ nên chứa chứng thư",
            AnchorFault.Unfinished => "có PEM hỏng hoặc dở dang: đang được ghi, hoặc chép chưa đủ",
            AnchorFault.NoCertificate => "không có chứng thư nào; tệp phải chứa chứng thư dạng PEM, hoặc một chứng thư "
                + "dạng DER",
            AnchorFault.OnlyPrivateKey => "chứa khóa bí mật mà không có chứng thư: hãy lấy khóa đi và đặt chứng thư "
                + "vào",
            AnchorFault.PrivateKey => "chứa khóa bí mật cạnh chứng thư (chứng thư vẫn được tin): hãy lấy khóa đi",
            AnchorFault.NoAuthority => "có chứng thư không phải của tổ chức cấp chứng thư: chỉ được tin cho chính nó, "
                + "không cho chứng thư nó cấp; nếu muốn tin tổ chức cấp, hãy đặt chứng thư của tổ chức đó",
            AnchorFault.OtherName => "không được đọc: tên tệp chứng thư phải kết thúc bằng .pem, .crt hoặc .cer",
            _ => "",
        };
    }
}
