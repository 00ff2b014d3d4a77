import Disclosure
import Foundation
import Metering

/// A territory of 231,377 points with the uses of the daily data provision service, and what is left of their figures.
///
/// Points stand in the order of streets. Clusters lie in neighbourhoods, IRIS in communes, buildings anywhere;
/// concentrators and study areas follow none of these boundaries. Sizes are those of the service's district (61
/// concentrators and 30 clusters for 7,692 points), scaled, and as uneven.
struct Usefulness {
    private static let points = 231_377
    private var figures: [Figure] = []
    private let energies: [Int64]

    /// A set's figure: what a publication asks of the gate and the guard.
    private struct Figure {
        let use: String
        let kind: String
        let usage: Visibility
        let panel: Panel
    }

    private enum Fate { case left, alternative(Int), held, unlawful }

    init() {
        var random = SplitMix64(state: 20_261_121)
        energies = (0..<Usefulness.points).map { _ in
            Int64(exp(.random(in: 7.5...10, using: &random)) + exp(.random(in: 5...9, using: &random)))
        }
        let all = 0..<Usefulness.points
        let neighbourhoods = all.cut(into: 30, spread: 0.3, &random)
        add(neighbourhoods, "4a", "neighbourhood", .public)
        add(neighbourhoods.flatMap { $0.cut(into: 30, spread: 0.6, &random) }, "4b", "cluster", .public)
        let communes = all.cut(into: 59, spread: 0.9, &random)
        add(communes, "territories", "commune", .public)
        add(
            communes.flatMap { $0.cut(into: max(1, $0.count / 1_000), spread: 0.4, &random) }, "territories", "iris",
            .public)
        let buildings = all.cut(into: all.count / 30, spread: 0.5, &random).filter { _ in
            .random(in: 0..<10, using: &random) == 0
        }
        add(buildings, "2a", "building", .restricted)
        add(all.cut(into: all.count * 61 / 7_692, spread: 0.9, &random), "concentrators", "concentrator", .restricted)
        let studies = (0..<500).map { _ in
            let first = Int.random(in: 0..<all.count - 3_000, using: &random)
            return first..<first + .random(in: 150...3_000, using: &random)
        }
        add(studies, "studies", "area", .restricted)
    }

    private mutating func add(_ ranges: [Range<Int>], _ use: String, _ kind: String, _ usage: Visibility) {
        figures += ranges.map { range in
            Figure(use: use, kind: kind, usage: usage, panel: Panel(range.map(UInt32.init)))
        }
    }

    // MARK: the publication of a day

    static func print() throws {
        let territory = Usefulness()
        let start = ContinuousClock.now
        let fates = try territory.publish()
        let seconds = ((ContinuousClock.now - start) / .milliseconds(1) / 1_000).short
        Swift.print("\(territory.figures.count) figures of \(points) points, in \(seconds) s")
        Swift.print("use            allowed   left  alternative   held   share   times as many points, median")
        for (use, places) in Dictionary(grouping: fates.indices, by: { territory.figures[$0].use }).sorted(by: {
            $0.key < $1.key
        }) {
            var (left, held, sizes): (Int, Int, [Double]) = (0, 0, [])
            for place in places {
                switch fates[place] {
                case .left: left += 1
                case .held: held += 1
                case .alternative(let size): sizes.append(Double(size) / Double(territory.figures[place].panel.count))
                case .unlawful: break
                }
            }
            let allowed = left + held + sizes.count
            let share = Double(left + sizes.count) * 100 / Double(max(1, allowed))
            let median = sizes.isEmpty ? "–" : sizes.sorted()[sizes.count / 2].short
            Swift.print(
                String(
                    format: "%-14@ %7d %6d %12d %6d  %5.1f %%  %@", use as NSString, allowed, left, sizes.count, held,
                    share, median as NSString))
        }
    }

    /// Public figures first, large before small; then what leaves in place of what is held.
    private func publish() throws -> [Fate] {
        let policy = try PolicyLibrary().policy(PolicyLibrary.defaultID)
        let gate = DisclosureGate(policy: policy)
        let guarding = DisclosureGuard(
            Population(points: Usefulness.points), everybody: Protection(holders: 101),
            restricted: Protection(holders: 11))
        var fates = [Fate](repeating: .unlawful, count: figures.count)
        let order = figures.indices.sorted { left, right in
            let (a, b) = (figures[left], figures[right])
            return (a.usage == .public ? 0 : 1, -a.panel.count, left) < (
                b.usage == .public ? 0 : 1, -b.panel.count, right
            )
        }
        for place in order where isLawful(figures[place], gate) {
            fates[place] = mayLeave(figures[place], guarding) ? .left : .held
        }
        var search = AlternativeSearch(
            figures.enumerated().map { place, figure in
                var isHeld = true
                if case .left = fates[place] { isHeld = false }
                return .init(
                    panel: figure.panel, family: "\(figure.use) \(figure.kind)", audiences: [audience(of: figure)],
                    isHeld: isHeld)
            })
        for place in order {
            guard case .held = fates[place] else { continue }
            for candidate in search.candidates(for: place) {
                guard let size = leaving(candidate, for: figures[place], gate, guarding, &search) else { continue }
                fates[place] = .alternative(size)
                break
            }
        }
        return fates
    }

    /// How many points the candidate has, where it leaves.
    private func leaving(
        _ candidate: AlternativeSearch.Candidate, for figure: Figure, _ gate: DisclosureGate,
        _ guarding: DisclosureGuard, _ search: inout AlternativeSearch
    ) -> Int? {
        switch candidate {
        case .released(let number): return search.figures[number].panel.count
        case .merged(let parts):
            let panel = Panel(Set(parts.flatMap { search.figures[$0].panel.points }).sorted())
            let merged = Figure(use: figure.use, kind: figure.kind, usage: figure.usage, panel: panel)
            guard isLawful(merged, gate), mayLeave(merged, guarding) else { return nil }
            search.add(
                .init(
                    panel: panel, family: "\(figure.use) \(figure.kind)", audiences: [audience(of: figure)],
                    isHeld: false), of: parts)
            return panel.count
        }
    }

    private func audience(of figure: Figure) -> Audience {
        if figure.usage == .public { return .everybody }
        return Audience(id: figure.use.utf8.reduce(17) { $0 &* 31 &+ UInt32($1) } | 1)
    }

    private func isLawful(_ figure: Figure, _ gate: DisclosureGate) -> Bool {
        let day = GuardBenchmark.firstDay
        let question = FigureRequest(
            set: PointSet(id: "set", kind: figure.kind, useCase: figure.use, visibility: figure.usage),
            carrier: .electricity,
            direction: .extraction, period: day...day, expectedPoints: figure.panel.count, consent: nil)
        let members = figure.panel.points.map {
            SetEnergies.Member(number: $0, total: energies[Int($0)], quality: .measured)
        }
        if case .released = gate.judge(question, Undisclosed(SetEnergies(members: members))) { return true }
        return false
    }

    private func mayLeave(_ figure: Figure, _ guarding: DisclosureGuard) -> Bool {
        let day = GuardBenchmark.firstDay
        let release = GuardedRelease(
            kind: GuardBenchmark.kind, panel: figure.panel, period: day...day, audience: audience(of: figure))
        return guarding.answer(to: release) { point, _ in energies[Int(point)] } == .mayLeave
    }
}
