import Disclosure
import Metering
import Store
import Synchronization
import Testing

extension ReleaseRegisterConformance {
    @Suite("records what was judged, and")
    struct Recording {
        @Test(arguments: StoresUnderTest.allCases)
        func `keeps an edition for equal inputs and an equal verdict, and makes one where either differs`(
            candidate: StoresUnderTest
        ) throws {
            try candidate.with { stores in
                let releases = stores.releases
                let other = try figure(request("other"))
                #expect(try releases.record([figure(), other], now: now) == [1, 1])
                #expect(try releases.record([figure()], now: now.advanced(minutes: 60)) == [1])
                #expect(try releases.record([figure(inputs: "j"), other], now: now) == [2, 1])
                #expect(try releases.record([figure(inputs: "j", isHeld: true)], now: now) == [3])
                // What was said two editions ago is said anew.
                #expect(try releases.record([figure()], now: now) == [4])
                let longer = request("s", over: day...day.advanced(by: 1))
                #expect(
                    try releases.record([figure(longer), figure(request("s", over: day...day, .public))], now: now) == [
                        1, 1,
                    ])
            }
        }

        @Test(arguments: StoresUnderTest.allCases)
        func
            `keeps of each row what was judged, from what, by which policy and program, and links it to the one before`(
                candidate: StoresUnderTest
            ) throws
        {
            try candidate.with { stores in
                _ = try stores.releases.record([figure(), figure(isHeld: true)], now: now)
                let first = try #require(try stores.releases.figure(1))
                let second = try #require(try stores.releases.figure(2))
                #expect(first.set == "s" && first.usage == "restricted" && first.figure == request().figure)
                #expect(
                    first.period == day...day && first.edition == 1 && first.inputs == "i" && first.recordedAt == now)
                #expect(first.revisions == [Revision(1), Revision(3)] && first.program == "test")
                #expect(try first.policy == policy() && first.policyID == policy().id)
                #expect(first.verdict.hasPrefix(#"{"release""#) && second.verdict.hasPrefix(#"{"suppression""#))
                #expect(first.link.utf8.count == 64 && second.link.utf8.count == 64 && first.link != second.link)
                #expect(try stores.releases.figure(3) == nil && stores.releases.figure(0) == nil)
            }
        }

        @Test(arguments: StoresUnderTest.allCases)
        func `charges each member each year of a sum with noise once, and stops for good at the budget`(
            candidate: StoresUnderTest
        ) throws {
            try candidate.with { stores in
                let releases = stores.releases
                func charge(_ record: NoisyRecord) throws -> Int {
                    try releases.record(record, costPerYear: 25, now: now)
                }
                #expect(try charge(noisy(cost: 10)) == 1)
                #expect(try charge(noisy(cost: 10)) == 1)
                #expect(try charge(noisy(cost: 10, inputs: "j")) == 2)
                let rows = try releases.list(of: .public, sets: nil, on: nil, held: false, before: nil, limit: 9)
                #expect(rows.map(\.figure) == Array(repeating: request().figure + " laplace 10", count: 2))
                #expect(rows.allSatisfy { $0.verdict.hasPrefix(#"{"noisy""#) })
                // 20 of 25 are spent by a and b: neither pays 10 more, and c pays nothing then.
                for members in [["b"], ["a", "c"], ["c", "b", "d"]] {
                    #expect { try charge(noisy(request("t"), of: members, cost: 10)) } throws: {
                        "\($0)".contains("budget")
                    }
                }
                #expect(try charge(noisy(request("t"), of: ["c", "d"], cost: 25)) == 1)
                #expect(try charge(noisy(request("u"), of: ["a"], cost: 5)) == 1)
                // A period of two years is paid in both: this year's of `a` is spent, the next one's is not.
                let year = day.components.year
                let next = try #require(CivilDay(year: year + 1, month: 2, day: 1))
                #expect { try charge(noisy(request("v", over: day...next), of: ["a"], cost: 1)) } throws: {
                    "\($0)".contains("\(year)")
                }
                #expect(try charge(noisy(request("v", over: next...next), of: ["a"], cost: 25)) == 1)
                #expect(
                    try releases.list(of: .public, sets: nil, on: nil, held: false, before: nil, limit: 99).count == 2)
                #expect(
                    try releases.list(of: .restricted, sets: nil, on: nil, held: false, before: nil, limit: 99).count
                        == 3)
            }
        }

        @Test(arguments: StoresUnderTest.allCases)
        func `numbers the editions of a document by its bytes`(
            candidate: StoresUnderTest
        ) throws {
            try candidate.with { stores in
                let releases = stores.releases
                func edition(_ sha256: String, _ horizon: Int64, _ name: String = "use.csv", on day: CivilDay = day)
                    throws -> Int
                {
                    try releases.edition(
                        ofDocument: name, policy: "p", day: day, sha256: sha256, horizon: Revision(horizon), now: now)
                }
                let before = try releases.lastEdition(ofDocument: "use.csv", policy: "p", day: day)
                #expect(before == nil)
                #expect(try edition("a", 4) == 1)
                #expect(try edition("a", 5) == 1)
                #expect(try edition("b", 6) == 2)
                #expect(try edition("a", 7) == 3)
                #expect(try edition("a", 8, "other.csv") == 1)
                #expect(try edition("a", 9, on: day.advanced(by: 1)) == 1)
                #expect(try releases.lastEdition(ofDocument: "use.csv", policy: "p", day: day) == 3)
                #expect(try releases.lastEdition(ofDocument: "use.csv", policy: "q", day: day) == nil)
            }
        }

        @Test(arguments: StoresUnderTest.allCases)
        func `lets one publication at a time decide and record`(candidate: StoresUnderTest) throws {
            try candidate.with { stores in
                let counts = Mutex((inside: 0, most: 0))
                _ = try Array(0..<8).concurrentMap { place in
                    try stores.releases.exclusively {
                        counts.withLock { $0 = ($0.inside + 1, max($0.most, $0.inside + 1)) }
                        _ = try stores.releases.record([figure(request("s\(place)"))], now: now)
                        counts.withLock { $0.inside -= 1 }
                    }
                }
                #expect(counts.withLock(\.most) == 1)
                #expect(try stores.releases.figure(8) != nil && stores.releases.figure(9) == nil)
            }
        }
    }
}
