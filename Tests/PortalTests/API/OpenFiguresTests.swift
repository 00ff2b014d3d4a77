import EmbeddedStore
import Foundation
import HTTPTypes
import HummingbirdTesting
import Metering
import NIOCore
import PortalKit
import Store
import Testing

@testable import Web

@Suite(.fewAtOnce) struct OpenFiguresTests {
    private struct Entry: Decodable {
        let id: String
        let set: String
        let release: Released?
        let suppression: Suppressed?
        let explanation: String

        struct Released: Decodable {
            let sum: Int64?
            let contributingPoints: [String: Int]
        }

        struct Suppressed: Decodable {
            let reason: [String: String]
        }
    }

    @Test func `figures of public use are open, those of restricted use are not there`() async throws {
        try await Counter.with { counter in
            let released: Listing<Entry> = try await counter.get("/api/v1/releases", as: .nobody).json()
            #expect(released.items.map(\.set) == ["quarter"])
            #expect(released.items[0].release?.contributingPoints == ["atLeast": 101, "atMost": 199])
            let held: Listing<Entry> = try await counter.get("/api/v1/suppressions?use=4a", as: .nobody).json()
            #expect(held.items.map(\.set) == ["alley"])
            let restricted = try #require(
                counter.borough.data.releases.latest(ofSet: "house", on: Borough.published).first)
            let identifiers = try counter.borough.data.keys.figureIdentifiers()
            let names = ["\(restricted.number)", try identifiers.identifier(of: restricted.number)]
            for path in ["releases", "suppressions"].flatMap({ kind in names.map { "\(kind)/\($0)" } }) {
                #expect(try await counter.get("/api/v1/\(path)", as: .nobody).status == .notFound, "\(path)")
            }
            let number = try #require(try identifiers.number(of: released.items[0].id))
            #expect(try await counter.get("/api/v1/releases/\(number)", as: .nobody).status == .notFound)
            for filter in ["use=2a", "set=house", "day=2026-10-01"] {
                let none: Listing<Entry> = try await counter.get("/api/v1/releases?\(filter)", as: .nobody).json()
                #expect(none.items.isEmpty, "\(filter)")
            }
        }
    }

    @Test func `a figure is explained, and one that was held back says what may be asked instead`() async throws {
        struct Whole: Decodable {
            let entry: Entry
            let explanation: Explanation
            let alternative: [String: String]?

            struct Explanation: Decodable {
                let outcome: String
                let points: [String: Int]?
            }
        }
        try await Counter.with { counter in
            let released: Listing<Entry> = try await counter.get("/api/v1/releases", as: .nobody).json()
            let one: Whole = try await counter.get(released.items[0].explanation, as: .nobody).json()
            #expect(one.explanation.outcome == "released")
            #expect(one.explanation.points == ["atLeast": 101, "atMost": 199])
            let held: Listing<Entry> = try await counter.get("/api/v1/suppressions", as: .nobody).json()
            let other: Whole = try await counter.get(held.items[0].explanation, as: .nobody).json()
            #expect(other.explanation.outcome == "suppressed")
            #expect(other.explanation.points == nil)
            #expect(other.alternative?["en"]?.contains("larger set") == true)
        }
    }

    @Test func `no open answer has an exact count, a received file's name or SHA-256, or a link of the register`()
        async throws
    {
        try await Counter.with { counter in
            var paths = ["releases", "suppressions", "sets", "catalogue"].map { "/api/v1/\($0)" }
            for list in paths.prefix(2) {
                let entries: Listing<Entry> = try await counter.get(list, as: .nobody).json()
                paths += entries.items.map(\.explanation)
            }
            paths += ["csv", "json"].map { "/api/v1/publications/4a/\(Borough.published)?format=\($0)" }
            let data = counter.borough.data
            let row = try #require(data.releases.latest(ofSet: "quarter", on: Borough.published).first)
            #expect(row.verdict.contains(#""contributingPoints":120,"expectedPoints":120"#))
            let files = try data.ledger.entries().map(\.sha256)
            #expect(paths.count >= 8 && files.count > 2)
            let secrets = [row.link, row.inputs, #""name""#, #""revision""#] + files
            for path in paths where !path.contains("publications") {
                let answer = try await counter.get(path, as: .nobody)
                #expect(!answer.text.contains(#""digest""#) && !answer.text.contains(#""inputs""#), "\(path)")
            }
            for path in paths {
                let answer = try await counter.get(path, as: .nobody)
                #expect(answer.status == .ok, "\(path)")
                #expect(answer.text.firstMatch(of: /\b120\b/) == nil, "\(path)")
                for secret in secrets { #expect(!answer.text.contains(secret), "\(path) \(secret)") }
            }
        }
    }

    @Test func `an open document has the bytes that were published`() async throws {
        try await Counter.with { counter in
            let folder = counter.borough.data.url.appending(path: "publications")
            let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?
                .compactMap { $0 as? URL }.filter { $0.pathExtension == "csv" }
            let file = try #require(files?.first)
            #expect(files?.count == 1)
            let path = "/api/v1/publications/4a/\(Borough.published)"
            let answer = try await counter.get(path + "?format=csv", as: .nobody)
            #expect(Array(answer.body.readableBytesView) == Array(try Data(contentsOf: file)))
            #expect(try await counter.get(path, as: .nobody).headers[.contentType] == "application/json")
            #expect(
                try await counter.get("/api/v1/publications/2a/\(Borough.published)", as: .nobody).status == .notFound)
            #expect(try await counter.get(path + "?policy=..", as: .nobody).status == .notFound)
        }
    }

    @Test func `What a session was answered is kept by no browser`() async throws {
        try await Counter.with { counter in
            let path = "/api/v1/metering-points"
            let (own, program) = (try await counter.get(path, as: .anna), try await counter.get(path, as: .program))
            #expect(own.headers[.cacheControl] == "no-store")
            #expect(program.headers[.cacheControl] == "private, no-cache")
        }
    }

    @Test func `sets are named without their members`() async throws {
        try await Counter.with { counter in
            let answer = try await counter.get("/api/v1/sets", as: .nobody)
            #expect(answer.text.contains("quarter"))
            #expect(!answer.text.contains("145"))
            // The name of a restricted set may say who is in it.
            #expect(!answer.text.contains("house"))
            #expect(try await counter.get("/api/v1/sets/house", as: .nobody).status == .notFound)
        }
    }

    @Test(arguments: ["catalogue", "data-needs", "openapi.yaml", "sets/quarter"])
    func `what is open is tagged`(path: String) async throws {
        try await Counter.with { counter in
            let first = try await counter.get("/api/v1/\(path)", as: .nobody)
            #expect(first.status == .ok)
            let tag = try #require(first.headers[.eTag])
            #expect(try await counter.get("/api/v1/\(path)", as: .nobody, [.ifNoneMatch: tag]).status == .notModified)
        }
    }
}
