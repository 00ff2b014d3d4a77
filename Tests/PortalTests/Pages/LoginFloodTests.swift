import Access
import Foundation
import HTTPTypes
import Synchronization
import TestKit
import Testing

@testable import Web

@Suite("A flood of logins", .fewAtOnce)
struct LoginFloodTests {
    @Test("is told to come back, and touches nobody who is signed in")
    func flood() async throws {
        let desk = try FrontDesk()
        let session = try desk.session()
        let slots = desk.tenant.accounts.slots
        let isOver = DispatchSemaphore(value: 0)
        for number in 0..<22 {
            Thread.detachNewThread {
                try? slots.run(for: .stranger("\(number)")) { isOver.wait() }
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

    @Test("keeps out neither who comes from elsewhere, where few flood, nor a browser that was signed in before")
    func elsewhere() async throws {
        let desk = try FrontDesk()
        let form = [(name: "email", value: "anna@example.org"), (name: "password", value: Place.password)]
        let first = try await desk.submit("/login", form)
        let device = try #require(first.fields[values: .setCookie].first { $0.hasPrefix("device=") })
        #expect(device.contains("HttpOnly") && device.contains("SameSite=Lax"))
        let known: HTTPFields = [.cookie: String(device.prefix { $0 != ";" })]
        let slots = desk.tenant.accounts.slots
        for flooding in [4, 20] {
            let isOver = DispatchSemaphore(value: 0)
            let (running, turnedAway) = (Count(), Count())
            func start(_ name: String) {
                Thread.detachNewThread {
                    do {
                        try slots.run(for: .stranger(name)) {
                            running.add()
                            isOver.wait()
                        }
                    } catch {
                        turnedAway.add()
                    }
                }
            }
            for number in 0..<2 { start("first \(number)") }
            try await until { running.value == 2 }
            for number in 0..<20 { start("\(number % flooding)") }
            try await until { slots.queued == 20 }
            async let reply = desk.submit("/login", form, fields: flooding == 20 ? known : [:])
            try await until { turnedAway.value == 1 }
            for _ in 0..<22 { isOver.signal() }
            #expect(try await reply.status == 303)
            try await until { slots.queued == 0 }
        }
    }

    private final class Count: Sendable {
        private let kept = Mutex(0)
        var value: Int { kept.withLock { $0 } }
        func add() { kept.withLock { $0 += 1 } }
    }

    private func until(_ holds: () -> Bool) async throws {
        for _ in 0..<60_000 where !holds() { try await Task.sleep(for: .milliseconds(1)) }
        try #require(holds())
    }
}
