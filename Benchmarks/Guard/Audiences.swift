import Disclosure
import Foundation
import Metering

/// Ten thousand audiences of a territory of 231,377 points, each of which knows one to four points and asks for three
/// figures of its own: its street, the homes like its own in its commune, and anywhere. Asked beside the public figures
/// of neighbourhoods, clusters, communes and IRIS, on three days.
struct Audiences {
    private static let points = 231_377
    private static let audiences = 10_000
    private static let days = 3

    private let energies: [Int64]
    private let open: [Panel]
    private var known: [Audience: Panel] = [:]
    private var own: [(audience: Audience, panel: Panel)] = []

    init() {
        var random = SplitMix64(state: 20_261_129)
        energies = (0..<Audiences.points).map { _ in Int64(exp(.random(in: 7.5...10.5, using: &random))) }
        let all = 0..<Audiences.points
        let neighbourhoods = all.cut(into: 30, spread: 0.3, &random)
        let communes = all.cut(into: 59, spread: 0.9, &random)
        let clusters = neighbourhoods.flatMap { $0.cut(into: 30, spread: 0.6, &random) }
        let iris = communes.flatMap { $0.cut(into: max(1, $0.count / 1_000), spread: 0.4, &random) }
        open = [neighbourhoods, communes, iris, clusters].joined().filter { $0.count > 100 }.map {
            Panel($0.map(UInt32.init))
        }
        for number in 1...Audiences.audiences {
            let audience = Audience(id: UInt32(number))
            let home = Int.random(in: 200..<Audiences.points - 200, using: &random)
            let others = (0..<Int.random(in: 0...3, using: &random)).map { _ in
                home + .random(in: -40...40, using: &random)
            }
            known[audience] = Panel(([home] + others).map(UInt32.init).sorted())
            let commune = communes.first { $0.contains(home) } ?? all
            let street = home - .random(in: 20...100, using: &random)..<home + .random(in: 20...100, using: &random)
            add(Array(street), to: audience)
            add((0..<60).map { _ in Int.random(in: commune, using: &random) }, to: audience)
            add((0..<60).map { _ in Int.random(in: all, using: &random) }, to: audience)
        }
    }

    private mutating func add(_ points: [Int], to audience: Audience) {
        own.append((audience, Panel(Set(points.map(UInt32.init)).sorted())))
    }

    static func print() {
        let territory = Audiences()
        let before = peakMemory
        let guarding = DisclosureGuard(
            Population(points: points), everybody: Protection(holders: 101), restricted: Protection(holders: 11),
            known: territory.known)
        Swift.print("\(points) points, \(territory.open.count) public figures a day; \(audiences) audiences")
        var admitted: [Double] = []
        for day in 0..<days {
            admitted += territory.ask(guarding, territory.open.map { (.everybody, $0) }, day, "public")
            admitted += territory.ask(guarding, territory.own, day, "of audiences")
        }
        Swift.print("all admitted: \(Spread(admitted))")
        Swift.print("peak memory \(peakMemory) MiB, of which \(before) before the guard")
    }

    private func ask(
        _ guarding: DisclosureGuard, _ figures: [(audience: Audience, panel: Panel)], _ day: Int, _ what: String
    ) -> [Double] {
        var (admitted, held): ([Double], Int) = ([], 0)
        let period = GuardBenchmark.firstDay.advanced(by: day)...GuardBenchmark.firstDay.advanced(by: day)
        for (audience, panel) in figures {
            let start = ContinuousClock.now
            let answer = guarding.answer(
                to: GuardedRelease(kind: GuardBenchmark.kind, panel: panel, period: period, audience: audience)
            ) { point, _ in energies[Int(point)] }
            let time = (ContinuousClock.now - start) / .microseconds(1)
            if answer.isHeld { held += 1 } else { admitted.append(time) }
        }
        Swift.print("day \(day + 1), \(what): admitted \(admitted.count), held \(held); \(Spread(admitted))")
        return admitted
    }

    /// The most memory that the process had so far, in mebibytes.
    private static var peakMemory: Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss / 1_024
    }
}
