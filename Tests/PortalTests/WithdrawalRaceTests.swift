import Access
import Foundation
import HTTPTypes
import Metering
import Synchronization
import Testing

@testable import Web

@Suite("A withdrawal", .fewAtOnce)
struct WithdrawalRaceTests {
    /// Readers ask as fast as they can while the holder withdraws. An answer that began after the withdrawal was
    /// acknowledged is a failure.
    @Test("is followed by no answer, in a thousand tries")
    func race() throws {
        var limits = Portal.Limits()
        limits.callsPerMinute = 1_000_000
        let town = try Neighbourhood(limits: limits)
        let (owner, occupancy) = try town.grid.holder(
            "owner", of: Place.homes[0], from: Neighbourhood.day.advanced(by: -5))
        let token = try town.grid.token()
        let tally = Mutex((tries: 0, served: 0, late: 0))
        for round in 0..<1_000 where tally.withLock({ $0.tries }) < 1_000 {
            let consent = try town.grid.consent(of: owner, occupancy)
            let isAcknowledged = Mutex(false)
            let answered = Mutex(0)
            DispatchQueue.concurrentPerform(iterations: 3) { number in
                if number == 0 {
                    // After none, one or two answers: before, in the middle of and between the readers' questions.
                    while answered.withLock({ $0 }) < round % 3 { usleep(200) }
                    _ = try? town.grid.tenant.consents.revoke(consent.consent, by: owner, now: town.now)
                    isAcknowledged.withLock { $0 = true }
                    return
                }
                while true {
                    let wasAcknowledged = isAcknowledged.withLock { $0 }
                    let isServed = (try? WithdrawalRaceTests.read(town, token))?.status == .ok
                    answered.withLock { $0 += 1 }
                    tally.withLock { tally in
                        tally.tries += 1
                        tally.served += isServed ? 1 : 0
                        tally.late += isServed && wasAcknowledged ? 1 : 0
                    }
                    if wasAcknowledged { return }
                }
            }
        }
        let (tries, served, late) = tally.withLock { $0 }
        #expect(late == 0)
        #expect(served > 0 && tries >= 1_000)
    }

    private static func read(_ town: Neighbourhood, _ token: Credentials) throws -> Answer {
        let day = Neighbourhood.day.description
        return try town.call(
            .get, "/api/v1/metering-points/{point}/curve", at: town.grid, by: token,
            ["point": Place.homes[0].text], query: [("from", day), ("to", day)])
    }
}
