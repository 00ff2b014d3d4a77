/// The audiences that see something besides what everybody sees of one kind of energy.
///
/// A public figure is tested once under their protection, for all to whom it says what it says to everybody, and in the
/// view of each audience that sees more of the atoms that the answer depends on (`AudienceReach`): whose own points or
/// figures lie there.
///
/// Memory: what everybody sees, and of each audience its own points and figures, and the atoms that they lie in.
struct Audiences {
    private let protection: Protection
    /// What everybody sees, under their protection; nil while there is none.
    private var shared: PublicView?
    private var views: [Audience: RestrictedView] = [:]
    private var reaches: [Month: AudienceReach] = [:]
    /// By public panel that was held for an audience in a month: that audience.
    private var holding: [Month: [Panel: Audience]] = [:]
    /// Small audiences that were asked last, whose copies are kept.
    private var recent: [Audience] = []

    private static let mostCopies = 256
    private static let mostReaches = 3

    init(_ protection: Protection) { self.protection = protection }

    struct Refusal {
        /// In whose view.
        let audience: Audience
        let reason: HoldReason

        init(_ audience: Audience, _ reason: HoldReason) { (self.audience, self.reason) = (audience, reason) }
    }

    // MARK: Figures

    /// Adds an audience that has no figure of its own yet. Does nothing where it is there.
    mutating func add(_ audience: Audience, knowing known: Panel, besides everybody: PublicView) {
        if views[audience] != nil { return }
        if shared == nil { shared = PublicView(figuresOf: everybody, under: protection) }
        views[audience] = RestrictedView(known: known, isSigned: everybody.isSigned)
        for month in Array(reaches.keys) { reaches[month]?.forget(audience) }
    }

    /// Changes what everybody sees without a question: where it is not told to whom it says something.
    mutating func changeShared(_ body: (inout PublicView) -> Void) {
        guard var view = shared else { return }
        shared = nil
        body(&view)
        shared = view
    }

    /// Changes an audience's view without a question.
    mutating func change(_ audience: Audience, _ body: (inout RestrictedView) -> Void) {
        guard var view = views.removeValue(forKey: audience) else { return }
        body(&view)
        views[audience] = view
        for month in Array(reaches.keys) { reaches[month]?.forget(audience) }
    }

    /// Changes the views of all.
    mutating func changeAll(_ shared: (inout PublicView) -> Void, _ each: (inout RestrictedView) -> Void) {
        changeShared(shared)
        (reaches, recent, holding) = ([:], [], [:])
        for audience in Array(views.keys) { change(audience, each) }
    }

    /// Counts a figure as seen whose refusal was nil.
    mutating func record(_ release: GuardedRelease) {
        guard release.audience != .everybody else { return changeShared { $0.record(release) } }
        views[release.audience]?.record(release)
        let month = Month(of: release.period.lowerBound)
        let isUnknown = reaches[month]?.unknown.contains(release.audience) ?? false
        if isUnknown, views[release.audience]?.isSmall ?? false { renewReach(of: release.audience, in: month) }
    }

    // MARK: Questions

    /// Nil where a figure of an audience's own may leave in one month besides all that it has seen.
    mutating func refusal(of candidate: Candidate, by audience: Audience) -> HoldReason? {
        guard let outcome = outcome(of: candidate, by: audience) else { return HoldReason(.combination, against: []) }
        if outcome.isNewPanel { for month in Array(reaches.keys) { reaches[month]?.forget(audience) } }
        keepCopy(of: audience)
        return outcome.reason?.against(allBut: candidate.panel)
    }

    private mutating func outcome(of candidate: Candidate, by audience: Audience) -> Candidate.Outcome? {
        guard var shared, let open = shared.openPanels(of: candidate.span.month) else { return nil }
        self.shared = shared
        guard var view = views.removeValue(forKey: audience) else { return nil }
        defer { views[audience] = view }
        let outcome = view.outcome(of: candidate, isPublic: false, shared, open)
        if case .incompatible(let reason) = outcome { view.hold(candidate, reason) }
        return outcome
    }

    /// Forgets what an audience's view took in with the figure that it was asked about last.
    mutating func takeBack(from audience: Audience) {
        guard var view = views.removeValue(forKey: audience) else { return }
        view.takeBack()
        views[audience] = view
        for month in Array(reaches.keys) { reaches[month]?.forget(audience) }
    }

    /// Keeps the copies of the audiences that were asked last, of those that are soon made again.
    private mutating func keepCopy(of audience: Audience) {
        if recent.contains(audience) { return }
        recent.append(audience)
        if recent.count > Self.mostCopies { dropSmallCopy(of: recent.removeFirst()) }
    }

    private mutating func dropSmallCopy(of audience: Audience) {
        if views[audience]?.isSmall ?? false { views[audience]?.dropCopy() }
    }

    // MARK: Public questions

    /// Nil where a public figure may leave in one month besides what each audience has seen.
    mutating func refusal(of candidate: Candidate) -> Refusal? {
        let (panel, month) = (candidate.panel, candidate.span.month)
        if shared?.implies(candidate) ?? true { return nil }
        if let audience = holding[month]?[panel], let earlier = views[audience]?.earlierHold(of: panel, in: month) {
            return Refusal(audience, earlier)
        }
        let refusal = ask(about: candidate)
        if let audience = refusal?.audience, views[audience]?.earlierHold(of: panel, in: month) != nil {
            holding[month, default: [:]][panel] = audience
        }
        return refusal
    }

    /// Asks in the view that audiences share, and then in that of each to whom the figure may say more.
    private mutating func ask(about candidate: Candidate) -> Refusal? {
        guard var view = shared else { return nil }
        _ = view.openPanels(of: candidate.span.month)
        shared = view
        var trace: Trace? = Trace()
        let reason = view.refusal(of: candidate, &trace)
        guard let trace, let open = trace.panels, let looked = trace.looked else {
            shared = view
            return reason.map { Refusal(firstAudience(besides: []), $0) }
        }
        let seeing = audiences(seeing: candidate, isNew: trace.isNewPanel, open, looked)
        let asked = (trace.isEntangled ? Set(views.keys) : seeing).sorted { $0.id < $1.id }
        if let reason, asked.count < views.count {
            shared = view
            return Refusal(firstAudience(besides: asked), reason)
        }
        defer { for audience in asked where !recent.contains(audience) { dropSmallCopy(of: audience) } }
        if let refusal = refusal(of: candidate, toAnyOf: asked, open) { return refusal }
        shared = view
        if trace.isNewPanel { renewReach(of: asked, looked, candidate, open.lineage) }
        return nil
    }

    /// The first of some audiences in whose view a public figure may not leave. Where there is one, nothing is left of
    /// the figure in the views of the others.
    private mutating func refusal(of candidate: Candidate, toAnyOf asked: [Audience], _ open: OpenPanels) -> Refusal? {
        for (place, audience) in asked.enumerated() {
            guard let outcome = outcome(of: candidate, to: audience, open), let reason = outcome.reason else {
                continue
            }
            for audience in asked[..<place] { views[audience]?.takeBack() }
            if case .incompatible = outcome { views[audience]?.hold(candidate, reason) }
            return Refusal(audience, reason)
        }
        return nil
    }

    private func firstAudience(besides asked: [Audience]) -> Audience {
        let asked = Set(asked)
        return views.keys.filter { !asked.contains($0) }.min { $0.id < $1.id } ?? .everybody
    }

    private mutating func outcome(of candidate: Candidate, to audience: Audience, _ open: OpenPanels)
        -> Candidate.Outcome?
    {
        guard var view = views.removeValue(forKey: audience), let shared else { return nil }
        defer { views[audience] = view }
        return view.outcome(of: candidate, isPublic: true, shared, open)
    }

    /// The audiences to which a public figure may say more than to everybody.
    private mutating func audiences(
        seeing candidate: Candidate, isNew: Bool, _ open: OpenPanels, _ looked: Set<Atoms.AtomID>
    ) -> Set<Audience> {
        let reach = reach(of: candidate.span.month, open)
        let asked = isNew ? audiences(reach, looked, candidate) : reach.audiences(reaching: looked)
        reaches[candidate.span.month] = reach
        return asked.union(views.filter { $0.value.hasFigures(over: candidate.span) }.keys)
    }

    /// The reach of each audience in a month, made anew where it is not known. Costs the copies of those audiences.
    private mutating func reach(of month: Month, _ open: OpenPanels) -> AudienceReach {
        let kept = reaches.removeValue(forKey: month)
        if reaches.count >= Self.mostReaches { reaches = [:] }
        var found =
            kept?.lineage == open.lineage
            ? kept ?? AudienceReach(lineage: open.lineage, unknown: [])
            : AudienceReach(lineage: open.lineage, unknown: views.keys)
        for audience in found.unknown {
            if let own = views[audience]?.reach(in: month, of: open) { found.set(audience, own) }
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
            outside.filter { views[$0]?.hasPoints(of: candidate.panel, near: candidate.span.month) ?? false })
    }

    /// After a public panel was added: what audiences reach that may see more of the atoms that it changed.
    private mutating func renewReach(
        of asked: [Audience], _ looked: Set<Atoms.AtomID>, _ candidate: Candidate, _ lineage: Int
    ) {
        let month = candidate.span.month
        for (other, reach) in reaches where other != month && reach.lineage == lineage {
            for audience in audiences(reach, looked, candidate) { reaches[other]?.forget(audience) }
        }
        for audience in asked { renewReach(of: audience, in: month) }
    }

    /// Finds out again what an audience reaches in a month, where its copy is at hand.
    private mutating func renewReach(of audience: Audience, in month: Month) {
        reaches[month]?.forget(audience)
        guard let open = shared?.openPanels(of: month), open.lineage == reaches[month]?.lineage,
            let reach = views[audience]?.reach(in: month, of: open)
        else { return }
        reaches[month]?.set(audience, reach)
    }
}
