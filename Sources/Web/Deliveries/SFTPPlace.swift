import Foundation

/// A folder of an SFTP server, the server's host key, and the file of the key that opens it.
package struct SFTPPlace: Hashable, Sendable, Codable {
    let host: String
    let port: Int
    let user: String
    /// Absolute on the server, or relative to where the user begins.
    let folder: String
    /// As in a file of `known_hosts`, without the host: `ssh-ed25519 AAAA…`.
    let hostKey: String
    /// A private key without a passphrase, which the server's user alone reads.
    let keyFile: String

    package var text: String { "\(user)@\(host):\(port) \(folder)" }

    /// Takes `sftp://USER@HOST[:PORT]/FOLDER`; `/~/FOLDER` begins where the user does. Throws `DestinationFault`.
    package init(_ address: String, hostKey: String, keyFile: String) throws(DestinationFault) {
        guard let parts = URLComponents(string: address), parts.scheme == "sftp", let user = parts.user,
            let host = parts.host, parts.password == nil, parts.query == nil, parts.fragment == nil,
            SFTPPlace.isName(user), SFTPPlace.isName(host), parts.path.count > 1,
            (1...65_535).contains(parts.port ?? 22)
        else { throw .badSFTPAddress }
        let path = parts.path.hasSuffix("/") ? String(parts.path.dropLast()) : parts.path
        guard path.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "/._-~ ".contains($0)) }) else {
            throw .badSFTPAddress
        }
        let words = hostKey.split(separator: " ", omittingEmptySubsequences: true)
        guard words.count >= 2, words[0].contains("-"), !hostKey.contains(where: \.isNewline),
            Data(base64Encoded: String(words[1])) != nil, SFTPPlace.isName(words[0])
        else { throw .badHostKey }
        self.host = host
        self.user = user
        port = parts.port ?? 22
        folder = path.hasPrefix("/~/") ? String(path.dropFirst(3)) : path
        self.hostKey = "\(words[0]) \(words[1])"
        self.keyFile = keyFile
    }

    /// No option, no space, nothing that a program reads otherwise.
    private static func isName(_ text: some StringProtocol) -> Bool {
        !text.hasPrefix("-") && !text.isEmpty
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-@".contains($0)) }
    }
}
