import NIOSSL
import Testing

@testable import Portal

@Suite("TLS") struct TLSTests {
    @Test func `takes no TLS 1.1, no RSA key exchange and no CBC, towards clients and programs`() {
        for made in [
            TLSConfiguration.makeServerConfiguration(certificateChain: [], privateKey: .file("/none")),
            TLSConfiguration.makeClientConfiguration(),
        ] {
            var configuration = made
            configuration.restrictToRFC9325()
            #expect(configuration.minimumTLSVersion == .tlsv12)
            let names = configuration.cipherSuiteValues.map(\.standardName)
            #expect(names.count == 6)
            for name in names {
                #expect(name.hasPrefix("TLS_ECDHE_") && (name.contains("_GCM_") || name.contains("_CHACHA20_")))
            }
        }
    }
}
