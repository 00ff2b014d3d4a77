import NIOCore

/// What a balancer says at the start of a connection of who connected to it: the PROXY protocol, versions 1 and 2.
///
/// Source: HAProxy, *The PROXY protocol*, 2020/03/05. Taken are TCP over IPv4 and IPv6, and what has no address: of
/// the balancer itself, or of a family that no address of ours is.
struct ProxyHeader: Hashable, Sendable {
    /// Who connected; nil where the balancer itself did.
    let source: SourceAddress?
    /// How many bytes it takes.
    let length: Int

    enum Reading: Hashable, Sendable {
        case whole(ProxyHeader)
        /// What came is a beginning of one.
        case incomplete
        case refused
    }

    /// The longest of version 1, with its end; the longest of version 2, with what a balancer adds to the addresses.
    private static let (longestText, longestBinary) = (107, 4_096)
    private static let signature: [UInt8] = [
        0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A,
    ]
    private static let word = Array("PROXY ".utf8)

    /// What the first bytes of a connection are.
    static func read(_ bytes: some RandomAccessCollection<UInt8>) -> Reading {
        if bytes.starts(with: signature) { return binary(Array(bytes.prefix(longestBinary))) }
        if bytes.starts(with: word) { return text(Array(bytes.prefix(longestText))) }
        return signature.starts(with: bytes) || word.starts(with: bytes) ? .incomplete : .refused
    }

    // MARK: Version 1

    private static func text(_ bytes: [UInt8]) -> Reading {
        guard let end = bytes.firstIndex(of: UInt8(ascii: "\r")) else {
            return bytes.count < longestText && bytes.allSatisfy({ $0 != UInt8(ascii: "\n") }) ? .incomplete : .refused
        }
        guard end + 1 < bytes.count else { return bytes.count < longestText ? .incomplete : .refused }
        guard bytes[end + 1] == UInt8(ascii: "\n") else { return .refused }
        let words = String(decoding: bytes[..<end], as: UTF8.self).split(
            separator: " ", omittingEmptySubsequences: false)
        if words.count >= 2, words[1] == "UNKNOWN" { return .whole(ProxyHeader(source: nil, length: end + 2)) }
        let families: [Substring: Character] = ["TCP4": ".", "TCP6": ":"]
        guard words.count == 6, let sign = families[words[1]], words[2].contains(sign), words[3].contains(sign),
            let source = SourceAddress(words[2]), SourceAddress(words[3]) != nil, words[4...].allSatisfy(isPort)
        else { return .refused }
        return .whole(ProxyHeader(source: source, length: end + 2))
    }

    private static func isPort(_ word: Substring) -> Bool { UInt16(word).map { String($0) == word } ?? false }

    // MARK: Version 2

    private static func binary(_ bytes: [UInt8]) -> Reading {
        guard bytes.count >= 16 else { return .incomplete }
        let length = 16 + Int(bytes[14]) << 8 + Int(bytes[15])
        guard length <= longestBinary, bytes[12] == 0x20 || bytes[12] == 0x21 else { return .refused }
        let isLocal = bytes[12] == 0x20
        let address: Int? =
            switch bytes[13] {
            case 0x11: 4
            case 0x21: 16
            // Without a family, and of a Unix socket: the balancer's own.
            case 0x00, 0x31: 0
            default: nil
            }
        guard isLocal || address.map({ length >= 16 + ($0 == 0 ? 0 : 2 * $0 + 4) }) ?? false else { return .refused }
        guard bytes.count >= length else { return .incomplete }
        guard !isLocal, let address, address > 0 else { return .whole(ProxyHeader(source: nil, length: length)) }
        return .whole(ProxyHeader(source: SourceAddress(octets: Array(bytes[16..<16 + address])), length: length))
    }
}
