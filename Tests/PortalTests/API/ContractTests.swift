import HTTPTypes
import HummingbirdTesting
import Testing

@testable import API
@testable import GreenButtonAPI
@testable import Web
@testable import maille

@Suite(.fewAtOnce) struct ContractTests {
    /// The routes that the contract is about.
    private static let routes = [Chapter].all.routes.filter { $0.path.hasPrefix("/api/v1/") }
    private static let operations = Dictionary(
        uniqueKeysWithValues: DescribedOperation.all(in: String(decoding: API.Contract.text, as: UTF8.self)).map {
            ($0.name, $0)
        })

    @Test func `the contract has every route of the API, and no other`() {
        #expect(Set(Self.operations.keys) == Set(Self.routes.map { "\($0.method.rawValue) \($0.path)" }))
        #expect(Self.operations.count >= 41)
    }

    @Test(arguments: routes.map { "\($0.method.rawValue) \($0.path)" })
    func `the contract says of a route what the route says of itself`(name: String) throws {
        let route = try #require(Self.routes.first { "\($0.method.rawValue) \($0.path)" == name })
        let described = try #require(Self.operations[name])
        let query = try #require(route.query, "the API takes no parameters that it does not list")
        #expect(described.places == Set(route.places))
        #expect(described.query == Set(query.map { $0.isRequired ? "\($0.name)!" : $0.name }))
        #expect(described.headers == Set(route.headers.map(\.rawName)))
        #expect(described.statuses == route.statuses)
        #expect(described.types == Set(route.reply.types))
        let proofs = route.proofs.map { Set($0.map(\.rawValue)) }
        #expect(described.security == (proofs.isEmpty ? [[]] : Set(proofs)))
        #expect(described.hasBody == (route.body != .none))
    }

    @Test func `every code of an error is explained once`() async throws {
        let codes = (API.Problems.all + Chapter.greenButton.problems).map(\.code)
        #expect(Set(codes).count == codes.count)
        #expect(codes.contains("bulk-too-large") && codes.contains("bad-request"))
        try await Counter.with { counter in
            for code in codes {
                #expect(try await counter.get("/api/v1/problems/\(code)", as: .nobody).status == .ok, "\(code)")
            }
            let absent = try await counter.get("/api/v1/problems/none", as: .nobody)
            let type = try #require(absent.code)
            #expect(codes.contains(type))
        }
    }
}
