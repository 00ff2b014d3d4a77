import Disclosure
import Metering
import Store
import Testing

extension ReleaseRegisterConformance {
    @Suite("reads what was recorded, and")
    struct Reading {
        @Test(arguments: StoresUnderTest.allCases)
        func `knows whether a figure was judged, whatever came of it and whatever sector it was of`(
            candidate: StoresUnderTest
        ) throws {
            try candidate.with { stores in
                let releases = stores.releases
                var ofSector = request("sector")
                ofSector.sector = .tertiary
                _ = try releases.record([figure(isHeld: true), figure(ofSector)], now: now)
                #expect(try releases.hasJudged(request(), under: policy()))
                #expect(
                    try releases.hasJudged(ofSector, under: policy())
                        && releases.hasJudged(request("sector"), under: policy()))
                var other = ofSector
                other.sector = .residential
                #expect(try releases.hasJudged(other, under: policy()))
                let others = [
                    request("none"), request("s", over: day...day.advanced(by: 1)),
                    request("s", over: day...day, .public),
                ]
                #expect(try others.map { try releases.hasJudged($0, under: policy()) } == [false, false, false])
                #expect(try !releases.hasJudged(request(), under: policy("code-energie-d111-53")))
            }
        }

        @Test(arguments: StoresUnderTest.allCases)
        func `knows which curves left, in the order in which they did, with whom their sets covered`(
            candidate: StoresUnderTest
        ) throws {
            try candidate.with { stores in
                let releases = stores.releases
                func curve(_ set: String, _ offset: Int, isHeld: Bool = false) throws -> FigureRecord {
                    let day = day.advanced(by: offset)
                    let set = PointSet(
                        id: set, kind: "cluster", useCase: "4b", visibility: .restricted, figureStep: .halfHour)
                    let request = FigureRequest(
                        set: set, carrier: .electricity, direction: .extraction, period: day...day, expectedPoints: 20,
                        consent: nil)
                    return try figure(request, isHeld: isHeld)
                }
                let panel = SetPanel(set: "s", kind: electricity, from: day, panel: Panel([4, 7]))
                _ = try releases.record(
                    [curve("s", 2), curve("s", -1), figure(), curve("held", 0, isHeld: true)],
                    remembering: GuardMemory(panels: [panel]), closing: [], now: now)
                _ = try releases.record([curve("s", 2, isHeld: true), curve("t", 0)], now: now)
                let left = try releases.curvesThatLeft()
                #expect(left.map(\.set) == ["s", "s", "t"] && left.allSatisfy { $0.kind == electricity })
                #expect(left.map(\.day) == [2, -1, 0].map { day.advanced(by: $0) })
                #expect(left.map(\.panel) == [Panel([4, 7]), Panel([]), Panel([])])
            }
        }

        @Test(arguments: StoresUnderTest.allCases)
        func `knows the last edition that left, which one that was held since does not hide`(
            candidate: StoresUnderTest
        ) throws {
            try candidate.with { stores in
                let releases = stores.releases
                #expect(try releases.lastRelease(of: request(), under: policy()) == nil)
                _ = try releases.record([figure(isHeld: true)], now: now)
                #expect(try releases.lastRelease(of: request(), under: policy()) == nil)
                _ = try releases.record([figure(inputs: "j", revisions: [Revision(2), Revision(7)])], now: now)
                _ = try releases.record([figure(inputs: "k", isHeld: true)], now: now)
                let last = try #require(try releases.lastRelease(of: request(), under: policy()))
                #expect(last.inputs == "j" && last.latest == Revision(7))
                #expect(try last.says(figure().verdict) && !last.says(figure(isHeld: true).verdict))
            }
        }

        @Test(arguments: StoresUnderTest.allCases)
        func `lists what left or was held of one usage, the latest first, page by page`(candidate: StoresUnderTest)
            throws
        {
            try candidate.with { stores in
                let releases = stores.releases
                for place in 0..<6 {
                    let period = day.advanced(by: place)...day.advanced(by: place + 1)
                    _ = try releases.record(
                        [
                            figure(request("s\(place)", over: period), isHeld: place % 3 == 0),
                            figure(request("open", over: period, .public)),
                        ], now: now)
                }
                func sets(
                    _ held: Bool, _ sets: [String]? = nil, on day: CivilDay? = nil, before: Int64? = nil, limit: Int = 9
                ) throws -> [String] {
                    try releases.list(of: .restricted, sets: sets, on: day, held: held, before: before, limit: limit)
                        .map(\.set)
                }
                #expect(try sets(false) == ["s5", "s4", "s2", "s1"] && sets(true) == ["s3", "s0"])
                #expect(try sets(false, limit: 2) == ["s5", "s4"])
                let second = try releases.list(of: .restricted, sets: nil, on: nil, held: false, before: nil, limit: 2)
                #expect(try sets(false, before: second.last?.number, limit: 2) == ["s2", "s1"])
                #expect(try sets(false, ["s1", "s4", "open"]) == ["s4", "s1"] && sets(false, []) == [])
                #expect(try sets(false, on: day.advanced(by: 2)) == ["s2", "s1"])
                let open = try [false, true].flatMap {
                    try releases.list(of: .public, sets: nil, on: nil, held: $0, before: nil, limit: 9)
                }
                #expect(open.map(\.set) == Array(repeating: "open", count: 6))
            }
        }

        @Test(arguments: StoresUnderTest.allCases)
        func `gives the last edition of each figure of a set that holds a day, and the editions before one`(
            candidate: StoresUnderTest
        ) throws {
            try candidate.with { stores in
                let releases = stores.releases
                let long = request("s", over: day.advanced(by: -3)...day)
                for inputs in ["a", "b", "c"] {
                    _ = try releases.record(
                        [figure(inputs: inputs), figure(long, inputs: "a"), figure(request("t"))], now: now)
                }
                _ = try releases.record([figure(inputs: "d", isHeld: true)], now: now)
                let latest = try releases.latest(ofSet: "s", on: day)
                #expect(latest.map(\.edition) == [1, 4] && latest.map(\.inputs) == ["a", "d"])
                #expect(try releases.latest(ofSet: "s", on: day.advanced(by: -1)).map(\.period) == [long.period])
                #expect(try releases.latest(ofSet: "s", on: day.advanced(by: 1)).isEmpty)
                #expect(try releases.editions(before: latest[1]).map(\.inputs) == ["a", "b", "c"])
                #expect(try releases.editions(before: latest[0]).isEmpty)
                guard case .released(let outcome) = try releases.editions(before: latest[1])[0].outcome else {
                    return #expect(Bool(false), "the first edition left")
                }
                #expect(outcome.counts.expected == Band(20...49))
            }
        }
    }
}
