import Disclosure
import Foundation
import Metering
import Store
import TestKit
import Testing

@testable import EmbeddedStore

@Suite("The keyring")
struct KeyFolderTests {
    private let folder: TemporaryFolder
    private let keys: KeyFolder
    private let now = Instant(secondsSinceEpoch: 1_800_000_000)
    private let points = (0..<500).map { PointID("0900000000\(1_000 + $0)") }

    init() throws {
        folder = try TemporaryFolder()
        keys = KeyFolder(folder.url.appending(path: "keys"))
    }

    private func domain(_ recipient: String, _ purpose: String = "heat", _ contract: String = "1") throws
        -> PseudonymDomain
    {
        try #require(PseudonymDomain(recipient: recipient, purpose: purpose, contract: contract))
    }

    @Test("gives tokens that two recipients, purposes or contracts have none of in common")
    func apart() throws {
        let domains = try [
            domain("a"), domain("b"), domain("a", "study"), domain("a", "heat", "2"), domain("ah", "eat"),
        ]
        let tokens = try domains.flatMap { domain in
            let pseudonyms = try keys.pseudonyms(domain, now: now)
            return points.map { pseudonyms.token(of: $0) }
        }
        #expect(Set(tokens).count == domains.count * points.count)
        #expect(tokens.allSatisfy { $0.utf8.count == 64 })
    }

    @Test("gives the same token again, also when the directory is opened anew")
    func stable() throws {
        let first = try keys.pseudonyms(domain("a"), now: now).token(of: points[0])
        let again = KeyFolder(folder.url.appending(path: "keys"))
        #expect(try again.pseudonyms(domain("a"), now: now).token(of: points[0]) == first)
    }

    @Test("makes a key once, whoever asks at the same time, and takes a draft that a crash left for none")
    func once() async throws {
        let made = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    let keys = KeyFolder(folder.url.appending(path: "keys"))
                    return try keys.pseudonyms(domain("a"), now: now).token(of: points[0])
                }
            }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(made.count == 1)
        _ = try folder.file("keys/pseudonyms/1.draft", "")
        #expect(try keys.pseudonymKeys().count == 1)
    }

    @Test("agrees with HMAC-SHA-256 of RFC 4231, case 2")
    func knownAnswer() throws {
        var file = SecretFile(folder.url.appending(path: "keys/noise.key"))
        #expect(file.bytes == nil)
        let name = try #require(try keyFile())
        file = SecretFile(name)
        let record = """
            {"domain": {"recipient": "a", "purpose": "heat", "contract": "1"}, "createdAt": 0,
             "key": "\(Data("Jefe".utf8).base64EncodedString())"}
            """
        try file.overwrite(with: Array(record.utf8))
        let token = try keys.pseudonyms(domain("a"), now: now).token(of: PointID("what do ya want for nothing?"))
        #expect(token == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    }

    private func keyFile() throws -> URL? {
        _ = try keys.pseudonyms(domain("a"), now: now)
        return try FileManager.default.contentsOfDirectory(
            at: folder.url.appending(path: "keys/pseudonyms"), includingPropertiesForKeys: nil
        ).first
    }

    @Test("destroys a key for good: no token, no second key, no byte of it left in its file")
    func destroyed() throws {
        let file = try #require(try keyFile())
        let kept = try #require(
            try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
        let key = try #require(kept["key"] as? String)
        #expect(try keys.destroy(domain("a"), now: now))
        #expect(try !String(decoding: Data(contentsOf: file), as: UTF8.self).contains(key))
        #expect(throws: StoreError.self) { try keys.pseudonyms(domain("a"), now: now) }
        #expect(try !keys.destroy(domain("a"), now: now) && !keys.destroy(domain("b"), now: now))
        #expect(try keys.pseudonymKeys().map(\.destroyed) == [now])
        _ = try keys.pseudonyms(domain("a", "heat", "2"), now: now)
    }

    @Test("keeps its files to their owner")
    func modes() throws {
        let file = try #require(try keyFile())
        _ = try keys.noise(for: "x")
        func mode(_ url: URL) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: url.path)[.posixPermissions] as? Int
        }
        #expect(try mode(file) == 0o600)
        #expect(try mode(folder.url.appending(path: "keys/noise.key")) == 0o600)
        #expect(try mode(folder.url.appending(path: "keys")) == 0o700)
    }

    /// Gate P4, at its source.
    @Test("gives the same bits to the same question a thousand times, and others to any other")
    func bits() throws {
        let streams = try (0..<1_000).map { _ in
            var bits = try keys.noise(for: "question")
            return (0..<9).map { _ in bits.next() }
        }
        #expect(Set(streams).count == 1)
        var other = try keys.noise(for: "question ")
        #expect(streams[0][0] != other.next() && Set(streams[0]).count == 9)
        var elsewhere = try KeyFolder(folder.url.appending(path: "other")).noise(for: "question")
        #expect(streams[0][0] != elsewhere.next())
    }
}
