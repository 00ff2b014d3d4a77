import HTTPTypes
import HummingbirdTesting
import Testing

@testable import API
@testable import GreenButtonAPI
@testable import Web
@testable import maille

@Suite(.fewAtOnce) struct ContractTests {
    @Test func `the contract has every route of the API, and no other`() {
        var (path, described): (String, Set<String>) = ("", [])
        for line in String(decoding: API.Contract.text, as: UTF8.self).split(separator: "\n") {
            if line.hasPrefix("components:") { break }
            if line.hasPrefix("  /") { path = String(line.dropFirst(2).dropLast()) }
            for method in ["get", "post", "put", "patch", "delete"] where line == "    \(method):" {
                described.insert("\(method.uppercased()) \(path)")
            }
        }
        let routes = [Chapter].all.routes.filter { $0.path.hasPrefix("/api/v1/") }
        #expect(described == Set(routes.map { "\($0.method.rawValue) \($0.path)" }))
        #expect(described.count >= 41)
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
