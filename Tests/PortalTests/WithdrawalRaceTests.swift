import Access
import Foundation
import HTTPTypes
import Metering
import Synchronization
import Testing

@testable import Portal

@Suite("A withdrawal")
struct WithdrawalRaceTests {
    /// Readers ask as fast as they can while the holder withdraws. An answer that began after the withdrawal was
    /// acknowledged is a failure. 250 withdrawals, four reads against each.
    @Test("is followed by no answer, in a thousand tries")
    func race() throws {
        var limits = Portal.Limits()
        limits.callsPerMinute = 1_000_000
        let town = try Neighbourhood(limits: limits)
        let (owner, occupancy) = try town.grid.holder(
            "owner", of: Place.homes[0], from: Neighbourhood.day.advanced(by: -5))
        let token = try town.grid.token()
        let late = Mutex(0)
        let served = Mutex(0)
        for _ in 0..<250 {
            let consent = try town.grid.consent(of: owner, occupancy)
            let isAcknowledged = Mutex(false)
            DispatchQueue.concurrentPerform(iterations: 3) { number in
                if number == 0 {
                    _ = try? town.grid.tenant.consents.revoke(consent.consent, by: owner, now: town.now)
                    isAcknowledged.withLock { $0 = true }
                    return
                }
                for _ in 0..<2 {
                    let wasAcknowledged = isAcknowledged.withLock { $0 }
                    let answer = try? town.call(
                        .get, "/api/v1/metering-points/{point}/curve", at: town.grid, by: token,
                        ["point": Place.homes[0].text],
                        query: [("from", Neighbourhood.day.description), ("to", Neighbourhood.day.description)])
                    guard answer?.status == .ok else { continue }
                    served.withLock { $0 += 1 }
                    if wasAcknowledged { late.withLock { $0 += 1 } }
                }
            }
        }
        #expect(late.withLock { $0 } == 0)
        #expect(served.withLock { $0 } > 0)
    }
}
