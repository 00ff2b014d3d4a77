import NIOSSL

extension TLSConfiguration {
    /// TLS 1.2 and 1.3, with forward secrecy and authenticated encryption alone (RFC 9325, 3.1.1 and 4.2).
    mutating func restrictToRFC9325() {
        minimumTLSVersion = .tlsv12
        // Those of TLS 1.3 are all of this kind and cannot be chosen.
        cipherSuiteValues = [
            .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
            .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, .TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
            .TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, .TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
        ]
    }
}
