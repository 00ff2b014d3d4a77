/// All that is seen of one kind of energy: what everybody sees, and what audiences see besides. A copy costs nothing
/// until one of the two changes, and then a reference for each audience and month.
struct KindViews {
    private var everybody: PublicView
    private var audiences: Audiences

    init(_ everybody: PublicView, restricted: Protection) {
        self.everybody = everybody
        audiences = Audiences(restricted)
    }

    /// Nil where a figure may leave besides all that are recorded, for each audience that receives it. `known` are the
    /// points that an audience knows. Where it may not, everything is as it was before, but for what was found out.
    mutating func refusal(
        of releases: [GuardedRelease], _ energies: PointEnergies?, known: (Audience) -> Panel
    ) -> Audiences.Refusal? {
        let audiences = releases.map(\.audience)
        for audience in audiences where audience != .everybody { add(audience, knowing: known(audience)) }
        let parts = releases.first.map { Candidate.parts(of: $0, energies) } ?? []
        guard parts.count > 1 else { return parts.first.flatMap { refusal(of: $0, by: audiences) } }
        // What the first months took in is taken back where a later one refuses.
        let before = self
        for part in parts {
            guard let refusal = refusal(of: part, by: audiences) else { continue }
            self = before
            return refusal
        }
        return nil
    }

    /// What the first audiences took in is taken back where a later one refuses.
    private mutating func refusal(of part: Candidate, by audiences: [Audience]) -> Audiences.Refusal? {
        for (place, audience) in audiences.enumerated() {
            guard let refusal = refusal(of: part, by: audience) else { continue }
            for earlier in audiences[..<place] { self.audiences.takeBack(from: earlier) }
            return refusal
        }
        return nil
    }

    private mutating func refusal(of part: Candidate, by audience: Audience) -> Audiences.Refusal? {
        guard audience == .everybody else {
            return audiences.refusal(of: part, by: audience).map { Audiences.Refusal(audience, $0) }
        }
        if let reason = everybody.refusal(of: part) { return Audiences.Refusal(.everybody, reason) }
        guard let refusal = audiences.refusal(of: part) else { return nil }
        everybody.takeBack()
        return refusal
    }

    /// Counts a figure as seen whose refusal was nil.
    mutating func record(_ release: GuardedRelease) {
        if release.audience == .everybody { everybody.record(release) }
        audiences.record(release)
    }

    /// Counts a figure as seen, without testing it.
    mutating func restore(_ release: GuardedRelease, known: Panel) {
        guard release.audience != .everybody else { return record(release) }
        add(release.audience, knowing: known)
        audiences.change(release.audience) { $0.restore(release) }
    }

    /// Counts figures of single days of a month as seen, without testing them.
    mutating func restore(_ days: GuardedDays, known: Panel) {
        guard days.audience != .everybody else {
            everybody.record(days)
            audiences.changeShared { $0.record(days) }
            return
        }
        add(days.audience, knowing: known)
        audiences.change(days.audience) { $0.restore(days) }
    }

    /// Adds an audience that has no figure of its own yet. Does nothing where it is there.
    mutating func add(_ audience: Audience, knowing known: Panel) {
        audiences.add(audience, knowing: known, besides: everybody)
    }

    /// Replaces the points whose energies an audience has.
    mutating func replace(knownTo audience: Audience, with known: Panel) {
        guard audience != .everybody else {
            everybody = PublicView(figuresOf: everybody, knowing: known)
            audiences.changeAll({ $0 = PublicView(figuresOf: $0, knowing: known) }, { $0.dropResults() })
            return
        }
        add(audience, knowing: known)
        audiences.change(audience) { $0 = RestrictedView(figuresOf: $0, known: known) }
    }

    /// Drops the figures of earlier months.
    mutating func forget(before month: Month) {
        everybody.forget(before: month)
        audiences.changeAll({ $0.forget(before: month) }, { $0.forget(before: month) })
    }

    /// Tests again what was tested with energies that may be others now.
    mutating func energiesChanged() {
        everybody.energiesChanged()
        audiences.changeAll({ $0.energiesChanged() }, { $0.energiesChanged() })
    }

    /// Replaces the population by one that has more points.
    mutating func replace(_ population: Population) {
        everybody.replace(population)
        audiences.changeAll({ $0.replace(population) }, { $0.dropResults() })
    }
}
