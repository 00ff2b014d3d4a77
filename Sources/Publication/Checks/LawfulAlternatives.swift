import Disclosure
import Metering
import Store

/// What leaves in place of what is held back: a small figure of the same days that contains it, a territory around it
/// or neighbours taken together; else the same set over longer.
///
/// What nobody asked for is judged like any other figure, by the policy and by the guard, and recorded like any other.
struct LawfulAlternatives {
    private var judged: [GatedFigure]
    private let subMeters: SubMeterExclusion
    private let recipients: Recipients
    private let sets: [PointSet]

    /// `sets`: all that there are.
    init(_ judged: [GatedFigure], of sets: [PointSet], _ subMeters: SubMeterExclusion, _ recipients: Recipients) {
        (self.judged, self.sets, self.subMeters, self.recipients) = (judged, sets, subMeters, recipients)
    }

    /// All that was judged, each suppression with its alternative where there is one, and the alternatives.
    func offered(
        on day: CivilDay, besides guarding: PublicationGuard, judging: (FigureScope) throws -> GatedFigure
    ) throws -> [GatedFigure] {
        var offered = self
        let ofDays = judged.indices.filter { judged[$0].scope.set.figureStep.curveStep == nil }
        let comparable = Dictionary(grouping: ofDays) { Comparable(judged[$0].scope) }
        for (figures, places) in comparable.sorted(by: { $0.value[0] < $1.value[0] }) {
            let left = guarding.figuresLeft(of: figures.kind, near: figures.period)
            try offered.offerContaining(places, besides: left, guarding) { scope in
                // Held on another day of the month: no energies need to be added up.
                try guarding.isHeldForMonth(scope) ? nil : try judging(scope)
            }
        }
        for place in offered.judged.indices where offered.judged[place].isWithoutAnswer {
            try offered.offerLonger(place, on: day, besides: guarding, judging)
        }
        try offered.offerDays(of: FigureStep.month.period(of: day), besides: guarding)
        return offered.judged
    }

    /// Figures of which one may contain another.
    private struct Comparable: Hashable {
        let kind: EnergyKind
        let period: ClosedRange<CivilDay>

        init(_ scope: FigureScope) { (kind, period) = (scope.kind, scope.request.period) }
    }

    // MARK: the same days

    /// How many unions of neighbours are asked for in place of one figure: each costs the guard's tests, and where many
    /// sets cross each other at random, nearly all are held.
    private static let mostUnions = 8

    private mutating func offerContaining(
        _ places: [Int], besides left: [AlternativeSearch.PastRelease], _ guarding: PublicationGuard,
        _ judging: (FigureScope) throws -> GatedFigure?
    ) throws {
        guard places.contains(where: { judged[$0].isWithoutAnswer }) else { return }
        let places = places.filter { judged[$0].record.verdict.isRelease || judged[$0].isWithoutAnswer }
        var scopes = places.map { judged[$0].scope }
        var search = AlternativeSearch(try places.map { try figure(judged[$0], guarding) }, released: left)
        for (number, place) in places.enumerated() {
            guard let suppression = judged[place].suppression else { continue }
            var unions = 0
            for candidate in search.candidates(for: number) {
                if case .merged = candidate {
                    unions += 1
                    if unions > LawfulAlternatives.mostUnions { continue }
                }
                guard let scope = try leaving(candidate, for: scopes[number], scopes, judging) else { continue }
                if case .merged(let parts) = candidate, let merged = judged.last {
                    search.add(try figure(merged, guarding), of: parts)
                    scopes.append(scope)
                }
                judged[place] = judged[place].with(.suppressed(suppression.offering(Alternative(scope))))
                break
            }
        }
    }

    private func figure(_ judged: GatedFigure, _ guarding: PublicationGuard) throws -> AlternativeSearch.Figure {
        let set = judged.scope.set
        return AlternativeSearch.Figure(
            panel: try guarding.panel(of: judged.scope),
            family: "\(set.kind) \(set.useCase) \(set.visibility.rawValue)",
            audiences: Set(recipients.audiences(of: set)), isHeld: judged.suppression != nil)
    }

    /// The scope of a candidate that leaves; nil where it may not. What nobody asked for is added to the judged.
    private mutating func leaving(
        _ candidate: AlternativeSearch.Candidate, for asked: FigureScope, _ scopes: [FigureScope],
        _ judging: (FigureScope) throws -> GatedFigure?
    ) throws -> FigureScope? {
        switch candidate {
        case .released(let number): scopes[number]
        case .merged(let numbers): try admitted(asked.merging(numbers.map { scopes[$0] }, without: subMeters), judging)
        }
    }

    private mutating func admitted(_ scope: FigureScope, _ judging: (FigureScope) throws -> GatedFigure?) throws
        -> FigureScope?
    {
        guard var answer = try judging(scope), answer.record.verdict.isRelease else { return nil }
        answer.isAlternative = true
        judged.append(answer)
        return scope
    }

    // MARK: longer

    /// In place of a curve the day, in place of a day the month, once it is over and where none of the set's days left:
    /// else the days that were held would be what the month has besides.
    private mutating func offerLonger(
        _ place: Int, on day: CivilDay, besides guarding: PublicationGuard,
        _ judging: (FigureScope) throws -> GatedFigure
    ) throws {
        let scope = judged[place].scope
        let isCurve = scope.set.figureStep.curveStep != nil
        let longer = scope.longer(isCurve ? .day : .month)
        guard isCurve || scope.set.figureStep == .day && longer.request.period.upperBound == day,
            try isCurve || !guarding.hasLeft(inPartOf: longer), let suppression = judged[place].suppression,
            let left = try admitted(longer, judging)
        else { return }
        judged[place] = judged[place].with(.suppressed(suppression.offering(Alternative(left))))
    }
}

// MARK: days

extension LawfulAlternatives {
    /// In place of a month, the days of a set around it that left for all who would have received the month. Whom no
    /// agreement names may be anybody: for them, days that everybody has.
    private mutating func offerDays(of month: ClosedRange<CivilDay>, besides guarding: PublicationGuard) throws {
        let months = judged.indices.filter { judged[$0].isWithoutAnswer && judged[$0].scope.request.period == month }
        let daily = sets.filter { $0.figureStep == .day }
        for (kind, places) in Dictionary(grouping: months, by: { judged[$0].scope.kind }) {
            let days = try guarding.daysThatLeft(of: kind, in: month, among: daily)
            for place in places {
                let scope = judged[place].scope
                let named = recipients.audiences(of: scope.set).map { $0 == Recipients.unnamed ? .everybody : $0 }
                guard let suppression = judged[place].suppression,
                    let found = days.smallest(
                        around: try guarding.panel(of: scope), for: named, receivers: recipients.audiences)
                else { continue }
                let alternative = Alternative(
                    set: SetName(id: found.set.id), over: month, singleDays: found.days)
                judged[place] = judged[place].with(.suppressed(suppression.offering(alternative)))
            }
        }
    }
}

extension GatedFigure {
    /// Held back by a rule that asks for no consent, with nothing in its place yet.
    fileprivate var isWithoutAnswer: Bool {
        scope.request.consent == nil && suppression.map { $0.alternative == nil } ?? false
    }
}

extension Alternative {
    fileprivate init(_ scope: FigureScope) { self.init(set: scope.request.setName, over: scope.request.period) }
}
