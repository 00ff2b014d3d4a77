import Access
import Disclosure
import Metering
import Store
import TestKit
import Testing

/// What every store of documents has to do, whatever keeps it.
@Suite("A store of documents")
struct DocumentStoreConformance {
    private static func document(_ name: String, _ text: String) -> NamedDocument {
        NamedDocument(name: name, bytes: Array(text.utf8))
    }

    @Test(arguments: StoresUnderTest.allCases)
    func `gives back what was published, by policy and name, byte for byte`(candidate: StoresUnderTest) throws {
        try candidate.with(isRegistered: false) { stores in
            let documents = [
                DocumentStoreConformance.document("a.csv", "one\n"), DocumentStoreConformance.document("b.json", ""),
            ]
            for _ in 0..<2 { try stores.documents.publish(documents, of: "p") }
            try stores.documents.publish([DocumentStoreConformance.document("a.csv", "other\n")], of: "q")
            #expect(try stores.documents.published("a.csv", of: "p") == Array("one\n".utf8))
            #expect(try stores.documents.published("a.csv", of: "q") == Array("other\n".utf8))
            #expect(try stores.documents.published("b.json", of: "p") == [])
            #expect(try stores.documents.published("c.csv", of: "p") == nil)
            #expect(try stores.documents.published("b.json", of: "q") == nil)
            #expect(try Set(stores.documents.publishedNames(of: "p")) == ["a.csv", "b.json"])
            #expect(try stores.documents.publishedNames(of: "r") == [])
        }
    }

    @Test(arguments: StoresUnderTest.allCases)
    func `never gives other bytes to a name that has left, and then publishes none of the others`(
        candidate: StoresUnderTest
    ) throws {
        try candidate.with(isRegistered: false) { stores in
            try stores.documents.publish([DocumentStoreConformance.document("b.csv", "one\n")], of: "p")
            let more = [
                DocumentStoreConformance.document("a.csv", "new\n"),
                DocumentStoreConformance.document("b.csv", "two\n"),
            ]
            #expect(throws: DocumentFolder.Occupied.self) { try stores.documents.publish(more, of: "p") }
            #expect(try stores.documents.published("b.csv", of: "p") == Array("one\n".utf8))
            #expect(try stores.documents.published("a.csv", of: "p") == nil)
        }
    }

    @Test(arguments: StoresUnderTest.allCases)
    func `keeps mappings by name, the later one of a name, and removes them`(candidate: StoresUnderTest) throws {
        try candidate.with(isRegistered: false) { stores in
            #expect(try stores.documents.mappings() == [])
            for (name, text) in [("b.json", "1"), ("a.json", "2"), ("b.json", "3")] {
                try stores.documents.keep(mapping: DocumentStoreConformance.document(name, text))
            }
            let kept = [
                DocumentStoreConformance.document("a.json", "2"), DocumentStoreConformance.document("b.json", "3"),
            ]
            #expect(try stores.documents.mappings() == kept)
            #expect(try stores.documents.removeMapping("a.json"))
            #expect(try stores.documents.removeMapping("a.json") == false)
            #expect(try stores.documents.mappings().map(\.name) == ["b.json"])
        }
    }

    @Test(arguments: StoresUnderTest.allCases)
    func `gives the operator's policies by name`(candidate: StoresUnderTest) throws {
        let policies = ["b.json", "a.json"].map { DocumentStoreConformance.document($0, "{\"id\": \"\($0)\"}") }
        for policies in [policies, []] {
            try candidate.with(policies: policies) { stores in
                let found = try stores.documents.policies()
                #expect(found == policies.reversed())
            }
        }
    }

    @Test(arguments: StoresUnderTest.allCases)
    func `keeps what the tenant is, and what it became`(candidate: StoresUnderTest) throws {
        try candidate.with { stores in
            #expect(try stores.documents.tenantProfile() == nil)
            for kind in [OperatorKind.supplier, .authority] {
                let profile = try TenantProfile.example("lyon", kind)
                try stores.documents.keep(profile)
                #expect(try stores.documents.tenantProfile() == profile)
            }
        }
    }

    @Test(arguments: StoresUnderTest.allCases)
    func `gives the operator's p of the p % rule, and refuses one that is none`(candidate: StoresUnderTest) throws {
        for percent in [nil, 1, 15, 100] {
            try candidate.with(dominancePercent: percent) {
                #expect(throws: Never.self, performing: $0.documents.dominanceRule)
            }
        }
        for percent in [0, 101, -3] {
            try candidate.with(dominancePercent: percent) {
                #expect(throws: StoreError.self, performing: $0.documents.dominanceRule)
            }
        }
    }
}

/// What every store of keys has to do, whatever keeps it.
@Suite("A store of keys")
struct KeyStoreConformance {
    private static let now = Instant(secondsSinceEpoch: 1_800_000_000)
    private static let point = PointID("99000000000001")

    private static func domain(_ recipient: String, _ contract: String = "1") throws -> PseudonymDomain {
        try #require(PseudonymDomain(recipient: recipient, purpose: "heat", contract: contract))
    }

    @Test(arguments: StoresUnderTest.allCases)
    func `gives the same bits to the same question, and others to any other question and in any other store`(
        candidate: StoresUnderTest
    ) throws {
        var first: [UInt64] = []
        for _ in 0..<2 {
            try candidate.with { stores in
                for question in ["a", "a ", "a"] {
                    var bits = try stores.keys.noise(for: question)
                    first.append(bits.next())
                }
            }
        }
        #expect(first[0] == first[2] && first[3] == first[5] && Set(first).count == 4)
    }

    @Test(arguments: StoresUnderTest.allCases)
    func `gives a received file the same digest, and another one to any other file and in any other store`(
        candidate: StoresUnderTest
    ) throws {
        var digests: [String] = []
        let files = ["a", "b", "a"].map { Fingerprint.of(Array($0.utf8)) }
        for _ in 0..<2 {
            try candidate.with { stores in
                for file in files { digests.append(try stores.keys.inputDigests().digest(ofFile: file)) }
            }
        }
        #expect(digests[0] == digests[2] && digests[3] == digests[5] && Set(digests).count == 4)
        #expect(digests.allSatisfy { $0.utf8.count == 64 && !files.contains($0) })
    }

    @Test(arguments: StoresUnderTest.allCases)
    func `gives a figure an identifier that only its own store reads, and that says nothing of the next one's`(
        candidate: StoresUnderTest
    ) throws {
        let numbers: [Int64] = [1, 2, 3, .max]
        var all: [String] = []
        for _ in 0..<2 {
            try candidate.with { stores in
                let identifiers = try stores.keys.figureIdentifiers()
                let texts = try numbers.map(identifiers.identifier)
                #expect(try texts.map(identifiers.number) == numbers)
                #expect(try stores.keys.figureIdentifiers().identifier(of: 1) == texts[0])
                let zeros = String(repeating: "0", count: 32)
                for text in all + ["", "1", zeros, texts[0] + "0", "é" + texts[0].dropFirst(2)] {
                    #expect(try identifiers.number(of: text) == nil, "\(text)")
                }
                all += texts
            }
        }
        #expect(Set(all).count == 8 && all.allSatisfy { $0.utf8.count == 32 })
    }

    @Test(arguments: StoresUnderTest.allCases)
    func `gives a domain the same tokens for as long as it has its key, and another domain others`(
        candidate: StoresUnderTest
    ) throws {
        try candidate.with { stores in
            let domains = try [
                KeyStoreConformance.domain("a"), KeyStoreConformance.domain("b"), KeyStoreConformance.domain("a", "2"),
            ]
            func tokens() throws -> [String] {
                try domains.map {
                    try stores.keys.pseudonyms($0, now: KeyStoreConformance.now).token(of: KeyStoreConformance.point)
                }
            }
            let first = try tokens()
            #expect(try tokens() == first && Set(first).count == 3 && first.allSatisfy { $0.utf8.count == 64 })
        }
    }

    @Test(arguments: StoresUnderTest.allCases)
    func `destroys a key for good, and remembers that there was one`(candidate: StoresUnderTest) throws {
        try candidate.with { stores in
            let (a, b) = (try KeyStoreConformance.domain("a"), try KeyStoreConformance.domain("b"))
            let later = KeyStoreConformance.now.advanced(minutes: 60)
            #expect(try stores.keys.pseudonymKeys() == [] && !stores.keys.destroy(a, now: later))
            for domain in [b, a] { _ = try stores.keys.pseudonyms(domain, now: KeyStoreConformance.now) }
            #expect(try stores.keys.destroy(a, now: later))
            #expect(try !stores.keys.destroy(a, now: later.advanced(minutes: 60)))
            #expect(throws: StoreError.self) { try stores.keys.pseudonyms(a, now: later) }
            _ = try stores.keys.pseudonyms(b, now: later)
            let now = KeyStoreConformance.now
            #expect(
                try stores.keys.pseudonymKeys() == [
                    PseudonymKey(domain: a, created: now, destroyed: later),
                    PseudonymKey(domain: b, created: now, destroyed: nil),
                ])
        }
    }
}
