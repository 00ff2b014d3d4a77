import NIOSSL
import Testing

@testable import Web

@Suite("TLS") struct TLSTests {
    @Test func `takes no TLS 1.1, no RSA key exchange and no CBC, towards clients and programs`() {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.restrictToRFC9325()
        #expect(configuration.minimumTLSVersion == .tlsv12)
        // ECDHE with AES-GCM and ChaCha20-Poly1305, by their numbers at IANA.
        let numbers = Set(configuration.cipherSuiteValues.map(\.rawValue))
        #expect(numbers == [0xC02B, 0xC02C, 0xC02F, 0xC030, 0xCCA8, 0xCCA9])
    }
}
