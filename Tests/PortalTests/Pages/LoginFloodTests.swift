import Access
import Foundation
import HTTPTypes
import TestKit
import Testing

@testable import Portal

@Suite("A flood of logins", .fewAtOnce)
struct LoginFloodTests {
    @Test("is told to come back, and touches nobody who is signed in")
    func flood() async throws {
        let desk = try FrontDesk()
        let session = try desk.session()
        let slots = desk.tenant.accounts.slots
        let isOver = DispatchSemaphore(value: 0)
        for _ in 0..<22 {
            Thread.detachNewThread {
                try? slots.run { isOver.wait() }
            }
        }
        while slots.queued < 20 { try await Task.sleep(for: .milliseconds(1)) }
        let form = [(name: "email", value: "anna@example.org"), (name: "password", value: Place.password)]
        let refused = try await desk.submit("/login", form)
        #expect(refused.status == 503 && refused.fields[.retryAfter] == "5")
        #expect(refused.text.contains("<html lang=\"en\">"))
        #expect(try await desk.page("/account", session).status == 200)
        for _ in 0..<22 { isOver.signal() }
        while slots.queued > 0 { try await Task.sleep(for: .milliseconds(1)) }
        #expect(try await desk.submit("/login", form).status == 303)
    }
}
