import Metering
import Store
import Testing

extension ReleaseRegisterConformance {
    @Suite("keeps agreements, and")
    struct Agreements {
        private static func agreement(
            from: CivilDay = day, until: CivilDay? = nil, holder: String? = nil
        ) throws -> UseAgreement {
            try UseAgreement(
                recipient: "City", uses: ["2b", "2a", "2b"], basis: "contract 7", from: from, until: until,
                holder: holder)
        }

        @Test(arguments: StoresUnderTest.allCases)
        func `gives each a number, and all of them back in their order`(candidate: StoresUnderTest) throws {
            try candidate.with { stores in
                let first = try Agreements.agreement(until: day.advanced(by: 9), holder: "city")
                #expect(try stores.releases.add(first, now: now) == 1)
                #expect(try stores.releases.add(Agreements.agreement(), now: now.advanced(minutes: 1)) == 2)
                let kept = try stores.releases.agreements()
                #expect(kept.map(\.number) == [1, 2] && kept[0].agreement == first && kept[0].addedAt == now)
                #expect(kept[0].agreement.uses == ["2a", "2b"] && kept.allSatisfy { $0.ending == nil })
            }
        }

        @Test(arguments: StoresUnderTest.allCases)
        func `ends one after a day and never later, and leaves what it was to be read`(candidate: StoresUnderTest)
            throws
        {
            try candidate.with { stores in
                let releases = stores.releases
                _ = try releases.add(Agreements.agreement(), now: now)
                try releases.endAgreement(1, after: day.advanced(by: 5), now: now)
                try releases.endAgreement(1, after: day.advanced(by: 3), now: now.advanced(minutes: 1))
                #expect(throws: StoreError.self) { try releases.endAgreement(1, after: day.advanced(by: 4), now: now) }
                #expect(throws: StoreError.self) { try releases.endAgreement(1, after: day.advanced(by: -2), now: now) }
                #expect(throws: StoreError.self) { try releases.endAgreement(2, after: day, now: now) }
                let kept = try #require(try releases.agreements().first)
                #expect(kept.lastDay == day.advanced(by: 3) && kept.agreement.until == nil)
                #expect(kept.ending?.endedAt == now.advanced(minutes: 1))
            }
        }

        @Test(arguments: StoresUnderTest.allCases)
        func `covers its uses on its days alone`(candidate: StoresUnderTest) throws {
            try candidate.with { stores in
                _ = try stores.releases.add(Agreements.agreement(until: day.advanced(by: 2)), now: now)
                let kept = try stores.releases.agreements()
                let covered = (-1...3).map { !kept.covering("2a", on: day.advanced(by: $0)).isEmpty }
                #expect(covered == [false, true, true, true, false])
                #expect(kept.covering("4a", on: day).isEmpty)
            }
        }

        @Test(arguments: StoresUnderTest.allCases)
        func `gives a day's approvals in the order in which they were given, and moves its chain on`(
            candidate: StoresUnderTest
        ) throws {
            try candidate.with { stores in
                let releases = stores.releases
                let approvals = try [("2b", 0), ("2a", 0), ("2a", 1)].map { use, offset in
                    try DayApproval(use: use, day: day.advanced(by: offset), reason: "a holiday")
                }
                var heads = [try releases.head()]
                for approval in approvals {
                    try releases.approve(approval, now: now)
                    heads.append(try releases.head())
                }
                let found = try releases.approvals(of: day)
                #expect(found == Array(approvals[..<2]) && Set(heads).count == 4)
                _ = try releases.add(Agreements.agreement(), now: now)
                let last = try releases.head()
                #expect(last != heads[3])
            }
        }
    }
}
