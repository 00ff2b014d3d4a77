import Disclosure
import Metering
import Store

/// What may leave besides everything that left before, asked for one publication: panels of sets, and the
/// differencing guard's answers.
///
/// A set's figures use its panel, not its members of the day: who joins or leaves is the difference of two days, and
/// waits until enough do (`Panel.renewed`). Sets of which every holder agreed need neither panel nor guard; their
/// points are known to who sees them.
final class PublicationGuard {
    private let data: DataDirectory
    private let policy: Policy
    private let population: Population
    private var guards: [EnergyKind: DisclosureGuard] = [:]
    private var earlier: GuardRegister.PastReleases?
    /// By the number of a point, whether it was in a figure of the day that left.
    private var pointsLeft: [EnergyKind: [Bool]] = [:]
    /// What has to be remembered once the publication is recorded.
    private(set) var released: [GuardedRelease] = []
    private(set) var panels: [GuardRegister.SetPanel] = []
    /// The figures held so far with the reasons, for the operator alone. A figure may be held first and leave after,
    /// as when an alternative is sought.
    private(set) var holds: [GuardHold] = []

    init(_ data: DataDirectory, _ policy: Policy, _ holders: Holders) throws {
        self.data = data
        self.policy = policy
        population = holders.population(highest: try data.channels.highest())
    }

    // MARK: panels

    /// The groups with the panels that their figures may use.
    func frozen(_ groups: [SetGroup], on day: CivilDay) throws -> [SetGroup] {
        var known: [EnergyKind: [String: Panel]] = [:]
        return try groups.map { group in
            guard group.question.consent == nil, let protection = protection(of: group) else { return group }
            if known[group.stream] == nil { known[group.stream] = try data.guarded.panels(of: group.stream, on: day) }
            let members = Panel(group.channels)
            let before = known[group.stream]?[group.set.id]
            var panel = before?.renewed(for: members, under: protection, population) ?? members
            // A figure that is asked for again covers whom it covered, whatever sector its members are in now.
            if let before, panel != before, try data.releases.hasJudged(group.question, under: policy) {
                panel = before
            }
            if panel != before {
                panels.append(.init(set: group.set.id, stream: group.stream, from: day, panel: panel))
            }
            return panel == members ? group : group.covering(panel.points)
        }
    }

    private func protection(of group: SetGroup) -> Protection? {
        policy.protection(of: group.question.direction, for: group.set.usage)
    }

    // MARK: the guard

    /// Makes the guards of a publication: restores what left near its days, and learns what consents let who see:
    /// those of `agreed` sets.
    func prepare(_ groups: [SetGroup], besides agreed: [SetGroup], on day: CivilDay) throws {
        let ending = groups.filter { $0.question.period.upperBound == day }
        let first = ending.map(\.question.period.lowerBound).min() ?? day
        let earlier = try data.guarded.released(near: first...day)
        self.earlier = earlier
        for (stream, groups) in Dictionary(grouping: groups, by: \.stream) {
            let clientele = Set(groups.map(\.question.clientele))
            let protections = [Usage.public, .restricted].map {
                policy.protection(of: stream.direction, for: $0, clientele)
            }
            // A policy may speak of one usage only: the other has no figures, or the same protection.
            guard let everybody = protections[0] ?? protections[1], let restricted = protections[1] ?? protections[0]
            else { continue }
            let seen = groups + agreed.filter { $0.stream == stream }
            let known = try Dictionary(grouping: seen) { Audience($0.set) }
                .mapValues { Panel(try $0.flatMap { try self.known($0) }) }.filter { !$0.value.points.isEmpty }
            let guarding = DisclosureGuard(population, everybody: everybody, restricted: restricted, known: known)
            for days in earlier.days where days.kind.isSame(as: stream) { guarding.restore(days) }
            for release in earlier.longer where release.kind.isSame(as: stream) { guarding.restore(release) }
            guards[stream] = guarding
        }
    }

    /// What those who see a group's figure know already: its members, where all agreed, and their own points.
    private func known(_ group: SetGroup) throws -> [UInt32] {
        if group.question.consent != nil { return group.channels }
        return try group.question.requester.controlledPoints.compactMap { point in
            try data.channels.number(
                of: Channel(point: point, carrier: group.stream.carrier, direction: group.stream.direction))
        }
    }

    /// What left near the publication's days of a stream: for a period itself first, then the small before the large.
    func figuresLeft(of stream: EnergyKind, near period: ClosedRange<CivilDay>) -> [AlternativeSearch.PastRelease] {
        guard let earlier else { return [] }
        let days = earlier.days.filter { $0.kind == stream }.map { days in
            (days.panel, days.audience, period.count == 1 && days.contains(period.lowerBound))
        }
        let longer = earlier.longer.filter { $0.kind == stream }.map { ($0.panel, $0.audience, $0.period == period) }
        return (days + longer).sorted { left, right in
            (left.2 ? 0 : 1, left.0.count, left.0.fingerprint, left.1.id)
                < (right.2 ? 0 : 1, right.0.count, right.0.fingerprint, right.1.id)
        }.map { AlternativeSearch.PastRelease(panel: $0.0, audience: $0.1) }
    }

    /// Whether a figure that shares points with a group left for its day, in an earlier publication.
    func hasLeft(sharing group: SetGroup) -> Bool {
        let day = group.question.period.lowerBound
        let left = pointsLeft[group.stream] ?? points(thatLeft: group.stream, on: day)
        pointsLeft[group.stream] = left
        return group.channels.contains { Int($0) < left.count && left[Int($0)] }
    }

    private func points(thatLeft stream: EnergyKind, on day: CivilDay) -> [Bool] {
        var left = [Bool](repeating: false, count: population.count)
        for days in earlier?.days ?? [] where days.kind == stream && days.contains(day) {
            for point in days.panel.points { left[Int(point)] = true }
        }
        return left
    }

    /// Whether a figure of the same members left for any part of a group's period.
    func hasLeft(_ group: SetGroup) -> Bool {
        let asked = release(of: group)
        let isDayLeft = (earlier?.days ?? []).contains {
            asked.kind == $0.kind && asked.period.contains($0.month) && asked.panel == $0.panel
        }
        return isDayLeft
            || (released + (earlier?.longer ?? [])).contains {
                asked.kind == $0.kind && asked.period.overlaps($0.period) && asked.panel == $0.panel
            }
    }

    /// Whether a figure may leave besides the others; if so, it counts as left.
    func admits(_ group: SetGroup, _ energies: @escaping PointEnergies) -> Bool {
        admits(release(of: group), group, energies)
    }

    /// Whether a new edition of a figure may leave, in which these points changed.
    func admits(_ group: SetGroup, changing points: [UInt32]) -> Bool {
        admits(release(of: group).correction(changing: Panel(points)), group, nil)
    }

    private func admits(_ release: GuardedRelease, _ group: SetGroup, _ energies: PointEnergies?) -> Bool {
        guard let answer = guards[group.stream]?.answer(to: release, energies) else { return false }
        if let reason = answer.reason {
            holds.append(
                GuardHold(set: group.set.id, kind: release.kind, period: release.period, reason: reason))
            return false
        }
        released.append(release)
        return true
    }

    private func release(of group: SetGroup) -> GuardedRelease {
        GuardedRelease(
            kind: group.stream, panel: Panel(group.channels), period: group.question.period,
            audience: Audience(group.set))
    }
}

extension EnergyKind {
    fileprivate func isSame(as stream: EnergyKind) -> Bool {
        carrier == stream.carrier && direction == stream.direction
    }
}

extension Audience {
    /// Everybody for public figures; for restricted ones, those who see the figures of a use.
    ///
    /// Numbered by FNV-1a over the use's name: the same in every publication. Two uses of one number are one
    /// audience, which protects more.
    init(_ set: PointSet) {
        guard set.usage == .restricted else {
            self = .everybody
            return
        }
        self.init(id: max(1, FNV1a.hash32(set.use)))
    }
}
