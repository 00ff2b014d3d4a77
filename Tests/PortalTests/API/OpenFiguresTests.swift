import EmbeddedStore
import Foundation
import HTTPTypes
import HummingbirdTesting
import Metering
import NIOCore
import PortalKit
import Store
import Testing

@testable import Portal

@Suite(.fewAtOnce) struct OpenFiguresTests {
    private struct Entry: Decodable {
        let number: Int64
        let set: String
        let release: Released?
        let suppression: Suppressed?
        let explanation: String

        struct Released: Decodable {
            let sum: Int64?
            let contributingPoints: Int
        }

        struct Suppressed: Decodable {
            let reason: String
        }
    }

    @Test func `figures of public use are open, those of restricted use are not there`() async throws {
        try await Counter.with { counter in
            let released: Listing<Entry> = try await counter.get("/api/v1/releases", as: .nobody).json()
            #expect(released.items.map(\.set) == ["quarter"])
            #expect(released.items[0].release?.contributingPoints == 120)
            let held: Listing<Entry> = try await counter.get("/api/v1/suppressions?use=4a", as: .nobody).json()
            #expect(held.items.map(\.set) == ["alley"])
            let restricted = try #require(
                counter.borough.data.releases.latest(ofSet: "house", on: Borough.published).first)
            for kind in ["releases", "suppressions"] {
                #expect(try await counter.get("/api/v1/\(kind)/\(restricted.number)", as: .nobody).status == .notFound)
            }
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
            #expect(one.explanation.points == ["atLeast": 100, "atMost": 199])
            let held: Listing<Entry> = try await counter.get("/api/v1/suppressions", as: .nobody).json()
            let other: Whole = try await counter.get(held.items[0].explanation, as: .nobody).json()
            #expect(other.explanation.outcome == "suppressed")
            #expect(other.explanation.points == nil)
            #expect(other.alternative?["en"]?.contains("larger set") == true)
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

    @Test func `sets are named without their members`() async throws {
        try await Counter.with { counter in
            let answer = try await counter.get("/api/v1/sets", as: .nobody)
            #expect(answer.text.contains("quarter"))
            #expect(!answer.text.contains("145"))
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
