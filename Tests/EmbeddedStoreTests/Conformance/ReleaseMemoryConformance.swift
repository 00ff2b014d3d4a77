import Disclosure
import Metering
import Store
import Testing

extension ReleaseRegisterConformance {
    @Suite("remembers what the guard and tables have to reckon with, and")
    struct Remembering {
        /// The first day of a month of a year.
        private static func first(_ month: Int, _ year: Int = 2026) throws -> CivilDay {
            try #require(CivilDay(year: year, month: month, day: 1))
        }

        @Test(arguments: StoresUnderTest.allCases)
        func `gives back the panels that sets had last, by the day from which they had them`(
            candidate: StoresUnderTest
        ) throws {
            try candidate.with { stores in
                func panel(_ set: String, from offset: Int, _ points: Range<UInt32>, _ kind: EnergyKind = electricity)
                    -> SetPanel
                {
                    SetPanel(set: set, kind: kind, from: day.advanced(by: offset), panel: Panel(points))
                }
                let gas = EnergyKind(carrier: .gas, direction: .extraction)
                _ = try stores.releases.record(
                    [],
                    remembering: GuardMemory(panels: [
                        panel("s", from: 0, 0..<9), panel("s", from: 5, 0..<10), panel("t", from: 0, 3..<9, gas),
                    ]),
                    closing: [], now: now)
                _ = try stores.releases.record(
                    [], remembering: GuardMemory(panels: [panel("s", from: 5, 0..<11)]), closing: [], now: now)
                func found(_ kind: EnergyKind, _ offset: Int) throws -> [String: Panel] {
                    try stores.releases.panels(of: kind, on: day.advanced(by: offset))
                }
                #expect(try found(electricity, -1) == [:])
                #expect(try found(electricity, 4) == ["s": Panel(0..<9)])
                #expect(try found(electricity, 99) == ["s": Panel(0..<11)] && found(gas, 0) == ["t": Panel(3..<9)])
            }
        }

        @Test(arguments: StoresUnderTest.allCases)
        func
            `gives what left in the months around a period, the days of a panel's month together, and nothing of others`(
                candidate: StoresUnderTest
            ) throws
        {
            try candidate.with { stores in
                let (may, june, september) = (
                    try Remembering.first(5), try Remembering.first(6), try Remembering.first(9)
                )
                let february = try Remembering.first(2)
                let long = guarded(0..<50, february...may)
                let days = [
                    guarded(0..<40, june...june),
                    guarded(0..<40, june.advanced(by: 29)...june.advanced(by: 29), unit: 10),
                    guarded(0..<40, may...may), guarded(0..<40, june...june, audience: 7),
                    guarded(0..<40, june...june).correction(changing: Panel(3..<20)),
                    guarded(0..<41, september...september),
                ]
                for release in days + [long, long] {
                    _ = try stores.releases.record(
                        [], remembering: GuardMemory(released: [release]), closing: [], now: now)
                }
                let left = try stores.releases.released(near: june.advanced(by: 14)...june.advanced(by: 14))
                #expect(left.longer == [long])
                let expected =
                    [
                        GuardedDays(
                            kind: electricity, panel: Panel(0..<40), audience: .everybody, month: june,
                            days: 1 << 1 | 1 << 30, unit: 10)
                    ] + days[2...4].compactMap { GuardedDays($0) }
                #expect(Set(left.days) == Set(expected) && left.days.count == 4)
                let december = try Remembering.first(12)
                let far = try stores.releases.released(near: december...december)
                #expect(far.days.isEmpty && far.longer.isEmpty)
            }
        }

        @Test(arguments: StoresUnderTest.allCases)
        func `gives the panels held in the months of a period, each once`(candidate: StoresUnderTest) throws {
            try candidate.with { stores in
                let months = try [4, 5, 6, 8].map { try Remembering.first($0) }
                let held = months.map {
                    HeldPanel(
                        kind: electricity, panel: Panel(0..<40), audience: .everybody, monthOf: $0.advanced(by: 9),
                        holders: 11)
                }
                let forOne = HeldPanel(
                    kind: electricity, panel: Panel(0..<40), audience: Audience(id: 7), monthOf: months[1],
                    holders: 11)
                let ofMore = HeldPanel(
                    kind: electricity, panel: Panel(0..<40), audience: Audience(id: 7), monthOf: months[1],
                    holders: 101)
                for _ in 0..<2 {
                    _ = try stores.releases.record(
                        [], remembering: GuardMemory(held: held + [forOne, ofMore]), closing: [], now: now)
                }
                let middle = months[1].advanced(by: 14)
                #expect(try stores.releases.released(near: middle...middle).held == [held[1], forOne, ofMore])
            }
        }

        @Test(arguments: StoresUnderTest.allCases)
        func `keeps who received restricted figures, and of nobody who received none`(
            candidate: StoresUnderTest
        ) throws {
            try candidate.with { stores in
                let day = try Remembering.first(4)
                func memory(_ audience: Audience, _ requester: String) -> GuardMemory {
                    GuardMemory(
                        released: [
                            GuardedRelease(
                                kind: electricity, panel: Panel(0..<40), period: day...day, audience: audience)
                        ], requester: requester)
                }
                for memory in [
                    memory(Audience(id: 1), "landlord"), memory(.everybody, "other"), memory(Audience(id: 1), "landlord"),
                    GuardMemory(requester: "nobody"),
                ] {
                    _ = try stores.releases.record([], remembering: memory, closing: [], now: now)
                }
                let later = day.advanced(by: 400)
                #expect(try stores.releases.released(near: later...later).requesters == ["landlord"])
            }
        }

        @Test(arguments: StoresUnderTest.allCases)
        func `gives what closed days in the order in which it was recorded, and what a figure was judged with`(
            candidate: StoresUnderTest
        ) throws {
            try candidate.with { stores in
                let releases = stores.releases
                func closing(_ offset: Int, _ channels: Range<UInt32>, _ horizon: Int64, estimating: Bool = false)
                    -> DayClosing
                {
                    DayClosing(
                        day: day.advanced(by: offset), channels: Panel(channels), horizon: Revision(horizon),
                        isEstimating: estimating)
                }
                func record(_ set: String, _ closings: [DayClosing]) throws {
                    _ = try releases.record(
                        [figure(request(set))], remembering: GuardMemory(), closing: closings, now: now)
                }
                let first = [closing(0, 0..<9, 4), closing(1, 0..<9, 4, estimating: true)]
                let second = closing(0, 3..<30, 6)
                try record("s", first)
                try record("t", [second])
                try record("u", [])
                let all = day.advanced(by: -9)...day.advanced(by: 9)
                func closed(_ days: ClosedRange<CivilDay>, _ figure: Int64?) throws -> [DayClosing] {
                    try releases.closings(of: days, before: figure)
                }
                let (ofAll, ofDay) = (try closed(all, nil), try closed(day...day, nil))
                #expect(ofAll == first + [second] && ofDay == [first[0], second])
                let numbers = try ["s", "t", "u"].map { set in
                    let latest = try releases.latest(ofSet: set, on: day)
                    return try #require(latest.first).number
                }
                let then = try (numbers + [0]).map { try closed(all, $0) }
                #expect(then == [first, first + [second], first + [second], []])
            }
        }

        @Test(arguments: StoresUnderTest.allCases)
        func `gives the published lines of tables as figures of their years`(candidate: StoresUnderTest) throws {
            try candidate.with { stores in
                let panels = [2025: Panel(0..<40), 2026: Panel(0..<41)]
                let before = stores.releases.guardedRecordings
                _ = try stores.releases.record(
                    [TableLineRecord(figure(request("a")), panels: panels)], closing: [:], [], electricity, now: now)
                #expect(stores.releases.guardedRecordings > before)
                let january = try Remembering.first(1)
                let left = try stores.releases.released(near: january...january)
                let (earlier, later) = (try Remembering.first(1, 2025), try Remembering.first(1, 2027))
                #expect(
                    Set(left.longer) == [
                        guarded(0..<40, earlier...january.advanced(by: -1), unit: 1),
                        guarded(0..<41, january...later.advanced(by: -1), unit: 1),
                    ])
                let march = try Remembering.first(3)
                let inMarch = try stores.releases.released(near: march...march)
                #expect(inMarch.longer.map(\.panel) == [Panel(0..<41)])
            }
        }

        @Test(arguments: StoresUnderTest.allCases)
        func `closes a year at one import, and records nothing where it was closed at another`(
            candidate: StoresUnderTest
        ) throws {
            try candidate.with { stores in
                let releases = stores.releases
                func record(_ set: String, _ years: [Int: Revision]) throws -> [Int] {
                    let line = TableLineRecord(try figure(request(set)), panels: [2026: Panel(0..<20)])
                    return try releases.record([line], closing: years, [], electricity, now: now)
                }
                let first = try record("a", [2026: Revision(5)])
                #expect(first == [1])
                #expect(try record("b", [2026: Revision(5), 2025: Revision(6)]) == [1])
                #expect(throws: YearClosedMeanwhile.self) { try record("c", [2024: Revision(7), 2026: Revision(7)]) }
                #expect(try releases.closedYears(electricity) == [2026: Revision(5), 2025: Revision(6)])
                #expect(try releases.closedYears(EnergyKind(carrier: .gas, direction: .extraction)) == [:])
                #expect(try releases.figure(3) == nil && !releases.hasJudged(request("c"), under: policy()))
            }
        }

        @Test(arguments: StoresUnderTest.allCases)
        func `gives tables the lines of earlier ones and what left day by day, as if every day of the year had`(
            candidate: StoresUnderTest
        ) throws {
            try candidate.with { stores in
                let releases = stores.releases
                let panels = [2025: Panel(0..<20), 2026: Panel(0..<21)]
                let lines = [
                    TableLineRecord(try figure(request("a")), panels: panels),
                    TableLineRecord(try figure(request("b"), isHeld: true), panels: [2026: Panel(0..<2)]),
                    TableLineRecord(try figure(request("c")), panels: [2024: Panel(0..<30)]),
                ]
                _ = try releases.record(lines, closing: [:], [], electricity, now: now)
                // The same line again is known already.
                _ = try releases.record([lines[0]], closing: [:], [], electricity, now: now)
                let (march, spring) = (try Remembering.first(3), try Remembering.first(3, 2025))
                let left = [
                    guarded(5..<40, march...march), guarded(6..<40, march...march.advanced(by: 40)),
                    guarded(5..<40, march...march).correction(changing: Panel(7..<9)),
                    guarded(8..<40, spring...spring.advanced(by: 31)),
                ]
                _ = try releases.record([], remembering: GuardMemory(released: left), closing: [], now: now)
                let earlier = try releases.earlierLines(in: [2026], electricity)
                let expected: Set = [
                    TableLine.Earlier(panels: panels, isPublished: true),
                    TableLine.Earlier(panels: [2026: Panel(0..<2)], isPublished: false),
                    TableLine.Earlier(panels: [2026: Panel(5..<40)], isPublished: true),
                    TableLine.Earlier(panels: [2026: Panel(6..<40)], isPublished: true),
                ]
                #expect(earlier == expected)
                #expect(try releases.earlierLines(in: [2024, 2025], electricity).count == 3)
                #expect(try releases.earlierLines(in: [2020], electricity).isEmpty)
            }
        }
    }
}
