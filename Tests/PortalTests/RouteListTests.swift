import Testing

@testable import Web
@testable import maille

@Suite struct RouteListTests {
    @Test func `no two routes share a method and a path`() {
        let names = [Chapter].all.routes.map { "\($0.method) \($0.path)" }
        #expect(Set(names).count == names.count)
    }
}
