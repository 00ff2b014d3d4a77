import Exchange
import Metering
import Simulation
import TestKit
import Testing

/// One day is enough to see every file: the one with the hour that comes twice.
@Suite("The district's files", .serialized) struct DistrictFilesTests {
    private static let day = District.demonstration.lowerBound.advanced(by: 1)
    private static let district = District(seed: 1, period: day...day)
    private static let files = Result { try all(of: district) }

    private static func all(of district: District) throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        var source = DistrictFiles(district)
        while let file = try source.next() { files[file.path] = file.bytes }
        return files
    }

    private func read(_ path: String) throws -> RecordingSink {
        try RecordingSink.decoding(try #require(try Self.files.get()[path]))
    }

    @Test("are lists, a folder for each collection, the partner's and the late ones")
    func namesFiles() throws {
        var paths = ["points.csv", "sets.csv", "daily/R151_2026-10-24.zip", "daily/R151_2026-10-25.zip"]
        paths += (1...3).map { "daily/R50_2026-10-25_0000\($0).zip" }
        paths += ["daily/R63_2026-10-25.zip", "late/R50_2026-10-25_00001.zip"]
        paths += ["electricity", "gas", "heat", "water"].map { "partners/\($0)_2026-10.csv" }
        #expect(try Self.files.get().keys.sorted() == paths.sorted())
    }

    @Test("carry inside the names that Enedis gives")
    func namesDocuments() throws {
        var names: [String?] = []
        let decoder = FlowDecoder { name, _ in names.append(name) }
        for path in ["daily/R50_2026-10-25_00002.zip", "daily/R63_2026-10-25.zip"] {
            let bytes = try #require(try Self.files.get()[path])
            try decoder.decode(MemorySource(bytes), into: RecordingSink())
        }
        #expect(
            names == [
                "ERDF_R50_17X000000MAILLE0_GRD-F999_990050_00001_Q_00002_00003_20261027030100.xml",
                "ENEDIS_R63_P_CdC_990063_00001_20261027030100.json",
            ])
    }

    @Test("list every point and every membership")
    func listsAll() throws {
        let points = try read("points.csv")
        #expect(Set(points.points) == Set(Self.district.points))
        #expect(points.points.count == Self.district.points.count && points.diagnostics.isEmpty)
        let sets = try read("sets.csv")
        #expect(Set(sets.memberships.map(\.1)) == Set(Self.district.sets.flatMap(\.members)))
        #expect(sets.memberships.count == Self.district.sets.reduce(0) { $0 + $1.members.count })
        #expect(sets.diagnostics.isEmpty)
    }

    @Test("send what the plan says of each half-hour curve")
    func sendCurves() throws {
        let day = Self.day
        let plan = FaultPlan(seed: 1, period: Self.district.period)
        let shapes = Self.district.loads.shapes(of: day, step: .minutes30)
        var expected: [PointID: Sending] = [:]
        for meter in Self.district.halfHourMeters {
            let truth = DayCurve(step: .minutes30, unit: .watt, values: shapes.curve(of: meter.customer))
            let fault = plan.fault(of: meter.customer, on: day)
            expected[meter.metering.id] = plan.sending(of: truth, fault, customer: meter.customer, on: day)
        }
        let daily = try (1...3).map { try read("daily/R50_\(day)_0000\($0).zip") }
        expectSame(daily, expected.mapValues(\.daily), on: day)
        expectSame([try read("late/R50_\(day)_00001.zip")], expected.mapValues { $0.late.map { [$0] } ?? [] }, on: day)
    }

    /// Compares the readings of each point with the days that should have been sent, one after the other.
    private func expectSame(_ sinks: [RecordingSink], _ sent: [PointID: [DayCurve]], on day: CivilDay) {
        #expect(sinks.allSatisfy { $0.diagnostics.isEmpty && Set($0.curves.map(\.channel.point)).count <= 3_000 })
        let series = Dictionary(grouping: sinks.flatMap(\.curves), by: \.channel.point)
        #expect(Set(series.keys) == Set(sent.filter { !$0.value.isEmpty }.keys))
        var differing = 0
        for (point, curves) in sent {
            let readings = series[point, default: []].flatMap(\.intervals)
            let isSame =
                readings.map(\.value) == curves.flatMap(\.values)
                && readings.map(\.mark) == curves.flatMap { curve in (0..<curve.count).map { curve.mark(at: $0) } }
                && (readings.first.map { $0.start == day.start } ?? curves.isEmpty)
            if !isSame { differing += 1 }
        }
        #expect(differing == 0)
    }

    @Test("send large meters, chargers and producers by R63, as long as the day")
    func sendOrdered() throws {
        let sink = try read("daily/R63_2026-10-25.zip")
        #expect(sink.diagnostics.isEmpty)
        #expect(Set(sink.series.map(\.channel)) == Set(Self.district.orderedMeters.map(\.channel)))
        let day = Self.day
        for meter in Self.district.orderedMeters {
            let step = Self.district.step(of: meter)
            let readings = sink.series.filter { $0.channel == meter.channel }.flatMap(\.intervals)
            let values = Self.district.loads.shapes(of: day, step: step).curve(of: meter.customer)
            #expect(readings.map(\.value) == values)
            #expect(
                readings.first?.start == day.start && readings.last?.start == day.end.advanced(minutes: -step.minutes))
        }
    }

    @Test("send indexes that differ by the energy of the curve, save where a meter was swapped")
    func sendIndexes() throws {
        let (before, after) = (try indexes(of: "2026-10-24"), try indexes(of: "2026-10-25"))
        let plan = FaultPlan(seed: 1, period: Self.district.period)
        let meters = Self.district.indexedMeters
        #expect(before.count == meters.count && meters.contains { plan.swap(of: $0.customer) != nil })
        let shapes = Self.district.loads.shapes(of: Self.day, step: .minutes30)
        for meter in meters {
            let opening = try #require(before[meter.metering.id])
            let closing = try #require(after[meter.metering.id])
            let energy = DayCurve(step: .minutes30, unit: .watt, values: shapes.curve(of: meter.customer)).total
            if plan.swap(of: meter.customer) == Self.day {
                #expect(closing < opening && closing <= energy)
            } else {
                #expect(closing - opening == energy)
            }
        }
    }

    private func indexes(of day: String) throws -> [PointID: Int64] {
        let sink = try read("daily/R151_\(day).zip")
        #expect(sink.diagnostics.isEmpty)
        return sink.registers.reduce(into: [:]) { sums, reading in
            guard case .index(let name) = reading.register, !name.hasPrefix("supplier:") else { return }
            sums[reading.channel.point, default: 0] += reading.value
        }
    }

    @Test("send a month of each carrier from the new building", arguments: NewBuilding.carriers)
    func sendPartners(carrier: Carrier) throws {
        let sink = try read("partners/\(carrier.rawValue)_2026-10.csv")
        #expect(sink.diagnostics.isEmpty)
        if carrier == .heat {
            #expect(sink.pointDays.count == 31)
            #expect(sink.pointDays.map(\.curve.count).filter { $0 == 25 }.count == 1)
            #expect(sink.pointDays.allSatisfy { $0.curve.unit == .wattHour && $0.curve.isComplete })
        } else {
            #expect(sink.registers.map(\.register) == Array(repeating: .dailyEnergy, count: 31))
            #expect(sink.registers.allSatisfy { $0.value > 0 && $0.channel.carrier == carrier })
            let days = (1...31).compactMap { CivilDay(year: 2026, month: 10, day: $0)?.start }
            #expect(sink.registers.map(\.at) == days)
        }
    }

    @Test("are the same bytes with the same seed, and others with another")
    func repeats() throws {
        let files = try Self.files.get()
        #expect(try Self.all(of: District(seed: 1, period: Self.district.period)) == files)
        var others = DistrictFiles(District(seed: 6, period: Self.district.period))
        for _ in 0..<4 {
            let other = try #require(try others.next())
            let same = try #require(files[other.path])
            #expect(other.bytes != same)
        }
    }
}
