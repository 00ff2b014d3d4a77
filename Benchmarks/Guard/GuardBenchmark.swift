import Disclosure
import Foundation
import Metering

/// Prints what disclosure control costs and leaves: `usefulness` of a day's figures of a territory, the time of
/// `refusals`, one `large` set against thousands that overlap it, ten thousand `audiences`, and a `year` of daily
/// figures of a country. Without a word: all of them.
///
/// `DAYS=31` shortens the year.
@main
enum GuardBenchmark {
    static let kind = EnergyKind(carrier: .electricity, direction: .extraction)
    static let firstDay = CivilDay(year: 2026, month: 1, day: 1) ?? CivilDay(daysSinceEpoch: 20_454)

    static func main() throws {
        let asked = CommandLine.arguments.dropFirst()
        func isAsked(_ word: String) -> Bool { asked.isEmpty || asked.contains(word) }
        if isAsked("usefulness") { try Usefulness.print() }
        if isAsked("refusals") { try Refusals.print() }
        if isAsked("large") { for cutting in [false, true] { largeSet(cutting: cutting) } }
        if isAsked("audiences") { Audiences.print() }
        if isAsked("year") { year(days: ProcessInfo.processInfo.environment["DAYS"].flatMap(Int.init) ?? 365) }
    }

    static func release(_ panel: Panel, day: Int) -> GuardedRelease {
        let day = firstDay.advanced(by: day)
        return GuardedRelease(kind: kind, panel: panel, period: day...day, audience: .everybody, unit: 1_000)
    }

    /// 35,000 communes in 1,250 EPCI, 96 departments and 13 regions, and 2,000 sets of users; asked from the top down.
    static func year(days: Int) {
        let country = Country()
        print("\(country.points) points; \(country.panels.count) figures a day for \(days) days")
        let protection = Protection(holders: 11)
        let disclosureGuard = DisclosureGuard(
            Population(points: country.points), everybody: protection, restricted: protection)
        var held: [String: Int] = [:]
        var growth = Growth(quarters: 4, of: days)
        let start = ContinuousClock.now
        for day in 0..<days {
            var ofDay: [Double] = []
            ofDay.reserveCapacity(country.panels.count)
            for (panel, kind) in zip(country.panels, country.kinds) {
                let asked = ContinuousClock.now
                let answer = disclosureGuard.answer(to: release(panel, day: day)) { point, _ in
                    country.energies[Int(point)]
                }
                ofDay.append((ContinuousClock.now - asked) / .microseconds(1))
                if answer.isHeld { held[kind, default: 0] += 1 }
            }
            growth.add(ofDay, day: day)
            if Set([0, 1, days / 2, days - 1]).contains(day) { print("day \(day + 1): \(Spread(ofDay))") }
        }
        let total = (ContinuousClock.now - start) / .seconds(1)
        print("whole: \(total.short) s; held: \(held.sorted { $0.key < $1.key })")
        print(growth)
    }

    /// A set of 10,000 points against 5,000 earlier ones of 2,000 that overlap it, on blocks of 20 points; or one that
    /// cuts through the blocks.
    static func largeSet(cutting: Bool) {
        var random = SplitMix64(state: 3)
        let blocks = 2_000
        let protection = Protection(holders: 11)
        let disclosureGuard = DisclosureGuard(
            Population(points: blocks * 20), everybody: protection, restricted: protection)
        func points(_ blocks: some Sequence<Int>) -> [UInt32] {
            blocks.flatMap { UInt32($0 * 20)..<UInt32($0 * 20 + 20) }
        }
        var released = 0
        let start = ContinuousClock.now
        for _ in 0..<5_000 {
            let set = (0..<blocks).shuffled(using: &random).prefix(100)
            let answer = disclosureGuard.answer(to: release(Panel(points(set)), day: 0)) { _, _ in 9_000 }
            released += answer == .mayLeave ? 1 : 0
        }
        let before = (ContinuousClock.now - start) / .seconds(1)
        let chosen = points((0..<blocks).shuffled(using: &random).prefix(500))
        let large = Panel(cutting ? chosen.map { $0 + 7 }.filter { $0 < UInt32(blocks * 20) } : chosen)
        let asked = ContinuousClock.now
        let answer = disclosureGuard.answer(to: release(large, day: 0)) { _, _ in 9_000 }
        let time = (ContinuousClock.now - asked) / .milliseconds(1)
        print(
            """
            \(large.count) points\(cutting ? ", cutting atoms," : "") against \(released) overlapping figures \
            (admitted in \(before.short) s): \(answer.reason?.check.rawValue ?? "may leave") in \(time.short) ms
            """)
    }
}

/// A country of nested territories, some communes under the threshold, with sets of users across them.
struct Country {
    private(set) var panels: [Panel] = []
    private(set) var kinds: [String] = []
    let energies: [Int64]
    var points: Int { energies.count }

    init() {
        var random = SplitMix64(state: 1)
        var communes: [Range<UInt32>] = []
        var next: UInt32 = 0
        for number in 0..<35_000 {
            let size =
                number % 50 == 0 ? UInt32.random(in: 4...10, using: &random) : 11 + .random(in: 0...30, using: &random)
            communes.append(next..<next + size)
            next += size
        }
        energies = (0..<next).map { _ in Int64.random(in: 2_000...30_000, using: &random) }
        for (kind, territories) in [("region", 13), ("department", 96), ("EPCI", 1_250)] {
            for number in 0..<territories {
                let share = communes.count * number / territories..<communes.count * (number + 1) / territories
                add(Panel(communes[share].joined()), kind)
            }
        }
        for commune in communes { add(Panel(commune), "commune") }
        for number in 0..<2_000 {
            let first = Int.random(in: 0..<communes.count - 4, using: &random)
            let near = Array(communes[first...first + 3].joined())
            if number % 2 == 0 {
                add(Panel(near), "union of communes")
            } else {
                let cut = near.dropFirst(.random(in: 0...20, using: &random))
                add(Panel(cut.dropLast(.random(in: 0...20, using: &random))), "set across communes")
            }
        }
    }

    private mutating func add(_ panel: Panel, _ kind: String) {
        guard panel.count >= 11 else { return }
        panels.append(panel)
        kinds.append(kind)
    }
}

/// SplitMix64 (Steele, Lea and Flood, 2014).
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}

/// The times of the answers of a year, quarter by quarter: what the register's length costs.
struct Growth: CustomStringConvertible {
    private let days: Int
    private var quarters: [[Float]]

    init(quarters: Int, of days: Int) {
        self.days = days
        self.quarters = Array(repeating: [], count: quarters)
    }

    mutating func add(_ times: [Double], day: Int) {
        quarters[day * quarters.count / days].append(contentsOf: times.lazy.map(Float.init))
    }

    var description: String {
        var lines: [String] = []
        var before = 0
        for (quarter, times) in quarters.enumerated() where !times.isEmpty {
            lines.append("quarter \(quarter + 1), after \(before) answers: \(Spread(times.map(Double.init)))")
            before += times.count
        }
        return (lines + ["all: \(Spread(quarters.joined().map(Double.init)))"]).joined(separator: "\n")
    }
}

/// Times of many answers, in microseconds.
struct Spread: CustomStringConvertible {
    let description: String

    init(_ times: [Double]) {
        let sorted = times.sorted()
        let places = [0.5, 0.99, 0.9999].map { sorted[Int(Double(sorted.count - 1) * $0)].short }
        description =
            "in all \((times.reduce(0, +) / 1e6).short) s, median \(places[0]) µs, p99 \(places[1]), p99.99 \(places[2]), most \((sorted.last ?? 0).short)"
    }
}

extension Double {
    var short: String { String(format: "%.3g", self) }
}
