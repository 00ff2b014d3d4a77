import Crypto
package import Foundation
import SwiftASN1
import X509

/// A certificate that signs itself, made on the first run for trying TLS on one's own machine: browsers warn of it.
package enum DevelopmentCertificate {
    /// The files in a folder, made where they are absent. The key is readable by its owner alone.
    package static func files(in folder: URL, hosts: [String], now: Date) throws -> PortalServer.Certificate {
        let certificate = folder.appending(path: "development.crt")
        let key = folder.appending(path: "development.key")
        if !FileManager.default.fileExists(atPath: certificate.path) {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let (certificatePEM, keyPEM) = try make(hosts, now: now)
            guard
                FileManager.default.createFile(
                    atPath: key.path, contents: Data(keyPEM.utf8), attributes: [.posixPermissions: 0o600])
            else { throw PortalFault.configuration("the key cannot be written to \(key.path)") }
            try Data(certificatePEM.utf8).write(to: certificate, options: .atomic)
        }
        return PortalServer.Certificate(certificate: certificate.path, key: key.path)
    }

    private static func make(_ hosts: [String], now: Date) throws -> (certificate: String, key: String) {
        let key = P256.Signing.PrivateKey()
        let name = try DistinguishedName { CommonName("Maille development") }
        let certificate = try Certificate(
            version: .v3, serialNumber: .init(), publicKey: .init(key.publicKey), notValidBefore: now - 3_600,
            notValidAfter: now + 365 * 86_400, issuer: name, subject: name,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                SubjectAlternativeNames(hosts.map { GeneralName.dnsName($0) })
            }, issuerPrivateKey: .init(key))
        return (try certificate.serializeAsPEM().pemString, key.pemRepresentation)
    }
}
