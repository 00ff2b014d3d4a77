import Testing

@testable import Portal

@Suite struct RouteListTests {
    @Test func `no two routes share a method and a path`() {
        let names = Portal.routes.map { "\($0.method) \($0.path)" }
        #expect(Set(names).count == names.count)
    }
}
