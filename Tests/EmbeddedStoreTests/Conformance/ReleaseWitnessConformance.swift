import Metering
import Store
import Testing

extension ReleaseRegisterConformance {
    @Suite("is a witness of itself, and")
    struct Witness {
        private func edition(_ sha256: String, of name: String, _ releases: any ReleaseRegister) throws -> Int {
            try releases.edition(
                ofDocument: name, policy: "p", day: day, sha256: sha256, horizon: Revision(1), now: now)
        }

        @Test(arguments: StoresUnderTest.allCases)
        func `goes on from each head that it had, whatever is recorded since`(candidate: StoresUnderTest) throws {
            try candidate.with { stores in
                let releases = stores.releases
                var heads = [try releases.head()]
                _ = try releases.record([figure()], now: now)
                heads.append(try releases.head())
                _ = try releases.record(
                    [], remembering: GuardMemory(released: [guarded(0..<20, day...day)]), closing: [], now: now)
                heads.append(try releases.head())
                _ = try releases.record(noisy(), costPerYear: 25, now: now)
                heads.append(try releases.head())
                _ = try edition("x", of: "a", releases)
                heads.append(try releases.head())
                #expect(Set(heads).count == 5 && Set(heads.map(\.rows)).count == 5)
                for head in heads.dropFirst() { #expect(try releases.standing(of: head) == .held) }
                // What is known already is no row.
                _ = try releases.record([figure()], now: now)
                #expect(try releases.head() == heads[4])
                let later = RegisterHead(rows: heads[4].rows + 1, link: heads[4].link)
                #expect(try releases.standing(of: later) == .beyond(rows: heads[4].rows))
                let other = RegisterHead(rows: heads[4].rows, link: heads[3].link)
                #expect(try releases.standing(of: other) == .other)
            }
        }

        @Test(arguments: StoresUnderTest.allCases)
        func `has one head for each edition of a document, however often it is published and whatever came since`(
            candidate: StoresUnderTest
        ) throws {
            try candidate.with { stores in
                let releases = stores.releases
                func head(_ name: String) throws -> RegisterHead? {
                    try releases.head(ofDocument: name, policy: "p", day: day)
                }
                #expect(try head("a") == nil)
                #expect(try edition("x", of: "a", releases) == 1)
                let first = try #require(try head("a"))
                #expect(try first == releases.head())
                #expect(try edition("y", of: "b", releases) == 1 && edition("x", of: "a", releases) == 1)
                #expect(try head("a") == first)
                #expect(try edition("z", of: "a", releases) == 2)
                #expect(try #require(try head("a")).rows > first.rows)
            }
        }

        @Test(arguments: StoresUnderTest.allCases)
        func `remembers for ever the days that it forgot`(candidate: StoresUnderTest) throws {
            try candidate.with { stores in
                let releases = stores.releases
                #expect(try releases.forgottenDays() == ForgottenDays() && releases.forgottenDays().last == nil)
                let before = try releases.head()
                try releases.forget(day...day.advanced(by: 2), missing: before, now: now)
                try releases.forget(day.advanced(by: -9)...day.advanced(by: -8), missing: nil, now: now)
                let forgotten = try releases.forgottenDays()
                #expect(forgotten.last == day.advanced(by: 2))
                for (offset, isForgotten) in [(-10, false), (-9, true), (-7, false), (0, true), (2, true), (3, false)] {
                    let asked = day.advanced(by: offset)
                    #expect(forgotten.meet(asked...asked) == isForgotten, "\(offset)")
                }
                #expect(forgotten.meet(day.advanced(by: -30)...day.advanced(by: 30)))
                #expect(try releases.head().rows == before.rows + 2)
            }
        }
    }
}
