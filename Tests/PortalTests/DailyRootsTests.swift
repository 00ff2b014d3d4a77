import Access
import EmbeddedStore
import Foundation
import Metering
import PortalKit
import Store
import Testing

@testable import Web

@Suite("The daily job")
struct DailyRootsTests {
    @Test func `signs the register where something was added since, into a file that verify reads`() async throws {
        try await Counter.with { counter in
            let borough = counter.borough
            let roots = borough.data.url.appending(path: "roots")
            func signed() throws -> [RegisterRoot] {
                _ = try DailyJob.carryOut(borough.tenant, roots: roots, now: borough.now)
                return try RootFile(roots.appending(path: "\(borough.tenant.id).register.roots")).roots()
            }
            #expect(try signed().count == 1 && signed().count == 1)
            let day = CivilDay(containing: borough.now)
            try borough.tenant.releases.forget(day...day, missing: nil, now: borough.now)
            let all = try signed()
            #expect(all.count == 2)
            #expect(try borough.data.faults(of: all, borough.tenant.keys) == [])
            #expect(try RegisterHead(rows: all[1].rows, link: all[1].link) == borough.tenant.releases.head())
        }
    }
}
