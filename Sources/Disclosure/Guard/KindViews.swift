/// All that is seen of one kind of energy: what everybody sees, and what audiences see besides.
///
/// A public figure is tested in the view of everybody; once under the protection of audiences, for all of them to whom
/// it says what it says to everybody; and in the view of each audience that sees more of the atoms that the answer
/// depends on (`AudienceReach`). Such an audience's points or figures lie in them.
///
/// Memory: what everybody sees twice, and of each audience its own points and figures, and the atoms that they lie in.
struct KindViews {
    private let restricted: Protection
    private var everybody: PublicView
    /// What everybody sees, under the protection of audiences; nil until there is one.
    private var shared: PublicView?
    private var audiences: [Audience: RestrictedView] = [:]
    private var reaches: [Month: AudienceReach] = [:]
    /// Small audiences that were asked last, whose copies are kept.
    private var recent: [Audience] = []

    private static let mostCopies = 256
    private static let mostReaches = 3

    init(_ everybody: PublicView, restricted: Protection) {
        self.everybody = everybody
        self.restricted = restricted
    }

    // MARK: Figures

    mutating func record(_ release: GuardedRelease) {
        guard release.audience != .everybody else {
            everybody.record(release)
            shared?.record(release)
            return
        }
        audiences[release.audience]?.record(release)
    }

    mutating func restore(_ release: GuardedRelease, known: Panel) {
        guard release.audience != .everybody else { return record(release) }
        change(release.audience, known) { $0.restore(release) }
    }

    mutating func restore(_ days: GuardedDays, known: Panel) {
        guard days.audience != .everybody else {
            everybody.record(days)
            shared?.record(days)
            return
        }
        change(days.audience, known) { $0.restore(days) }
    }

    private mutating func change(_ audience: Audience, _ known: Panel, _ body: (inout RestrictedView) -> Void) {
        add(audience, knowing: known)
        if var view = audiences.removeValue(forKey: audience) {
            body(&view)
            audiences[audience] = view
        }
        for month in reaches.keys { reaches[month]?.forget(audience) }
    }

    /// Adds an audience that has no figure of its own yet. Does nothing where it is there.
    mutating func add(_ audience: Audience, knowing known: Panel) {
        if audiences[audience] != nil { return }
        if shared == nil { shared = PublicView(figuresOf: everybody, under: restricted) }
        audiences[audience] = RestrictedView(known: known, isSigned: everybody.isSigned)
        for month in reaches.keys { reaches[month]?.forget(audience) }
    }

    /// Replaces the points whose energies an audience has.
    mutating func replace(knownTo audience: Audience, with known: Panel) {
        add(audience, knowing: known)
        change(audience, known) { $0 = RestrictedView(figuresOf: $0, known: known) }
    }

    mutating func forget(before month: Month) {
        everybody.forget(before: month)
        shared?.forget(before: month)
        for audience in audiences.keys { audiences[audience]?.forget(before: month) }
        (reaches, recent) = ([:], [])
    }

    mutating func replace(_ population: Population) {
        everybody.replace(population)
        shared?.replace(population)
        for audience in audiences.keys { audiences[audience]?.dropCopy() }
        (reaches, recent) = ([:], [])
    }

    // MARK: Questions

    struct Refusal {
        /// In whose view.
        let audience: Audience
        let reason: HoldReason

        init(_ audience: Audience, _ reason: HoldReason) { (self.audience, self.reason) = (audience, reason) }
    }

    /// Nil where the figure may leave besides all that are recorded.
    mutating func refusal(of release: GuardedRelease, _ energies: PointEnergies?, known: Panel)
        -> Refusal?
    {
        let parts = Candidate.parts(of: release, energies)
        guard release.audience == .everybody else {
            add(release.audience, knowing: known)
            return firstRefusal(parts) { refusal(of: $0, by: release.audience) }.map { Refusal(release.audience, $0) }
        }
        if let reason = firstRefusal(parts, { candidate in everybody.refusal(of: candidate) }) {
            return Refusal(.everybody, reason)
        }
        if shared == nil { return nil }
        for part in parts {
            if let refusal = refusalByAudiences(of: part) { return refusal }
        }
        return nil
    }

    private mutating func refusal(of candidate: Candidate, by audience: Audience) -> HoldReason? {
        guard var view = audiences.removeValue(forKey: audience), var shared else { return nil }
        self.shared = nil
        defer { (audiences[audience], self.shared) = (view, shared) }
        let month = candidate.span.month
        var outcome = view.outcome(of: candidate, isPublic: false, &shared, shared.openPanels(of: month))
        if case .incompatible = outcome {
            let isRenewed = shared.claimsRenewal(of: month) && shared.renew(month)
            if isRenewed || view.hasOlderPanels(than: month) {
                view.dropCopy()
                outcome = view.outcome(of: candidate, isPublic: false, &shared, shared.openPanels(of: month))
            }
        }
        if case .incompatible(let reason) = outcome { view.hold(candidate, reason) }
        if outcome.isNewPanel { for month in reaches.keys { reaches[month]?.forget(audience) } }
        keepCopy(of: audience)
        return outcome.reason?.against(allBut: candidate.panel)
    }

    /// Keeps the copies of the audiences that were asked last, of those that are soon made again.
    private mutating func keepCopy(of audience: Audience) {
        if recent.contains(audience) { return }
        recent.append(audience)
        if recent.count > Self.mostCopies { dropSmallCopy(of: recent.removeFirst()) }
    }

    private mutating func dropSmallCopy(of audience: Audience) {
        if audiences[audience]?.isSmall ?? false { audiences[audience]?.dropCopy() }
    }

    // MARK: Public questions

    /// Nil where a public figure may leave in one month besides what each audience has seen.
    private mutating func refusalByAudiences(of candidate: Candidate) -> Refusal? {
        let first = ask(about: candidate)
        guard first.isOutdated, shared?.renew(candidate.span.month) ?? false else { return first.refusal }
        return ask(about: candidate).refusal
    }

    /// Asks in the view that audiences share, and then in that of each to whom the figure may say more. `isOutdated`
    /// says that another answer may come of public panels without those that are no longer near the month.
    private mutating func ask(about candidate: Candidate) -> (refusal: Refusal?, isOutdated: Bool) {
        guard var view = shared else { return (nil, false) }
        _ = view.openPanels(of: candidate.span.month)
        shared = view
        var trace: PublicView.Trace? = PublicView.Trace()
        let reason = view.refusal(of: candidate, &trace)
        guard let trace, let open = trace.panels, let looked = trace.looked else {
            shared = view
            return (reason.map { Refusal(firstAudience(besides: []), $0) }, false)
        }
        let asked = audiences(seeing: candidate, isNew: trace.isNewPanel, open, looked).sorted { $0.id < $1.id }
        for (place, audience) in asked.enumerated() {
            guard let outcome = outcome(of: candidate, to: audience, open), let refusal = outcome.reason else {
                continue
            }
            for audience in asked[..<place] { audiences[audience]?.takeBack() }
            guard case .incompatible = outcome else { return (Refusal(audience, refusal), false) }
            if shared?.claimsRenewal(of: candidate.span.month) ?? false { return (Refusal(audience, refusal), true) }
            audiences[audience]?.hold(candidate, refusal)
            return (Refusal(audience, refusal), false)
        }
        shared = view
        if let reason, asked.count < audiences.count {
            for audience in asked { audiences[audience]?.takeBack() }
            return (Refusal(firstAudience(besides: asked), reason), false)
        }
        if trace.isNewPanel { forgetReach(of: looked, candidate, open.lineage) }
        return (nil, false)
    }

    private func firstAudience(besides asked: [Audience]) -> Audience {
        let asked = Set(asked)
        return audiences.keys.filter { !asked.contains($0) }.min { $0.id < $1.id } ?? .everybody
    }

    private mutating func outcome(of candidate: Candidate, to audience: Audience, _ open: OpenPanels)
        -> Candidate.Outcome?
    {
        guard var view = audiences.removeValue(forKey: audience), var shared else { return nil }
        self.shared = nil
        defer { (audiences[audience], self.shared) = (view, shared) }
        let outcome = view.outcome(of: candidate, isPublic: true, &shared, open)
        guard case .incompatible = outcome, view.hasOlderPanels(than: candidate.span.month) else { return outcome }
        view.dropCopy()
        return view.outcome(of: candidate, isPublic: true, &shared, open)
    }

    /// The audiences to which a public figure may say more than to everybody.
    private mutating func audiences(
        seeing candidate: Candidate, isNew: Bool, _ open: OpenPanels, _ looked: Set<Atoms.AtomID>
    ) -> Set<Audience> {
        let reach = reach(of: candidate.span.month, open)
        let asked = isNew ? audiences(reach, looked, candidate) : reach.audiences(testing: looked)
        reaches[candidate.span.month] = reach
        return asked
    }

    /// The reach of each audience in a month, made anew where it is not known. Costs the copies of those audiences.
    private mutating func reach(of month: Month, _ open: OpenPanels) -> AudienceReach {
        let kept = reaches.removeValue(forKey: month)
        if reaches.count >= Self.mostReaches { reaches = [:] }
        var found =
            kept?.lineage == open.lineage
            ? kept ?? AudienceReach(lineage: open.lineage, unknown: [])
            : AudienceReach(lineage: open.lineage, unknown: audiences.keys)
        guard let shared else { return found }
        for audience in found.unknown {
            if let own = audiences[audience]?.reach(in: month, of: open, shared) { found.set(audience, own) }
            if !recent.contains(audience) { dropSmallCopy(of: audience) }
        }
        return found
    }

    /// The audiences that see more of the atoms looked at, or that have points of a panel that were in no panel.
    private func audiences(_ reach: AudienceReach, _ looked: Set<Atoms.AtomID>, _ candidate: Candidate)
        -> Set<Audience>
    {
        let found = reach.audiences(reaching: looked.subtracting([Atoms.outside]))
        guard looked.contains(Atoms.outside) else { return found }
        let outside = reach.audiences(reaching: [Atoms.outside]).subtracting(found)
        return found.union(
            outside.filter { audiences[$0]?.hasPoints(of: candidate.panel, near: candidate.span.month) ?? false })
    }

    /// After a public panel was added: what each audience reaches of the atoms that it changed.
    private mutating func forgetReach(of looked: Set<Atoms.AtomID>, _ candidate: Candidate, _ lineage: Int) {
        for (month, reach) in reaches where reach.lineage == lineage {
            for audience in audiences(reach, looked, candidate) { reaches[month]?.forget(audience) }
        }
    }
}
