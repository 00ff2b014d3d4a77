import Crypto
import Metering
import TestKit
import Testing

@testable import Access

@Suite("Keys and secrets")
struct KeysTests {
    @Test("are written in base 64 in one way only", arguments: 0..<200)
    func base64URL(length: Int) {
        var random = SeededGenerator(seed: UInt64(length))
        let bytes = (0..<length).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        let text = Base64URL.encode(bytes)
        #expect(Base64URL.decode(text) == bytes)
        for spoilt in [text + "=", text + "+", " " + text] { #expect(Base64URL.decode(spoilt) == nil) }
    }

    @Test("refuse other spellings of the same bytes", arguments: ["QR", "QUJ", "A", "QQ==", "Q-_ ", "Qé"])
    func spelling(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    @Test func `Bytes in hexadecimal have two small digits each`() {
        #expect([UInt8]().hexadecimal.isEmpty)
        #expect([UInt8](0...255).hexadecimal.hasPrefix("000102030405060708090a0b0c0d0e0f10"))
        #expect([0xFF, 0x0A].hexadecimal == "ff0a")
    }

    @Test func `Texts are equal in constant time as they are equal`() {
        for (left, right) in [("", ""), ("a", "a"), ("a", "b"), ("a", "ab"), ("é", "é")] {
            #expect(areEqualInConstantTime(left, right) == (left == right))
        }
    }

    @Test func `Random bytes differ, and there are as many as were asked for`() {
        #expect(RandomBytes.make(0).isEmpty)
        #expect(RandomBytes.make(33).count == 33)
        #expect(Set((0..<1_000).map { _ in RandomBytes.make(16) }).count == 1_000)
    }

    @Test("do not show in descriptions")
    func description() {
        let secret = Secret.random()
        #expect(!"\(secret) \(String(describing: secret))".contains(secret.text))
        #expect(secret.text.count == 43)
        #expect(Secret.random().text != secret.text)
    }

    @Test("seal a value for one field of one person")
    func sealing() throws {
        let (anna, bela) = (SubjectID("anna"), SubjectID("bela"))
        let keys = MasterKey.random().keys(of: TenantID("t"))
        let key = SubjectKey(of: anna)
        let sealed = try key.seal(["Anna"], as: "name")
        #expect(try key.open(sealed, as: "name", [String].self) == ["Anna"])
        #expect(throws: KeyError.unreadable("email")) { try key.open(sealed, as: "email", [String].self) }
        #expect(throws: KeyError.unreadable("name")) {
            try SubjectKey(of: bela).open(sealed, as: "name", [String].self)
        }
        let record = try key.wrapped(by: keys)
        #expect(try SubjectKey(unwrapping: record, with: keys).open(sealed, as: "name", [String].self) == ["Anna"])
        let moved = SubjectKeyRecord(keyed: bela, wrapped: record.wrapped)
        #expect(throws: KeyError.wrongMasterKey) { try SubjectKey(unwrapping: moved, with: keys) }
    }

    @Test("of a tenant open nothing of another's")
    func tenants() throws {
        let master = MasterKey.random()
        let (lyon, lille) = (master.keys(of: TenantID("lyon")), master.keys(of: TenantID("lille")))
        let record = try SubjectKey(of: SubjectID("anna")).wrapped(by: lyon)
        #expect(throws: KeyError.wrongMasterKey) { try SubjectKey(unwrapping: record, with: lille) }
        #expect(lyon.index(of: "anna@example.org", as: "login") != lille.index(of: "anna@example.org", as: "login"))
        #expect(lyon.index(of: "anna", as: "login") != lyon.index(of: "anna", as: "source"))
        #expect(try lyon.auditKey().publicKey.rawRepresentation != lille.auditKey().publicKey.rawRepresentation)
        #expect(
            MasterKey(bytes: master.bytes)?.keys(of: TenantID("lyon")).index(of: "a", as: "b")
                == lyon.index(of: "a", as: "b"))
        #expect(MasterKey(bytes: [1, 2, 3]) == nil)
    }
}
