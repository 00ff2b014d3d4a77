package import Metering

extension Policy {
    /// One row of a policy: the figures that it applies to, its conditions, and the forms that may then leave.
    ///
    /// A field that is nil in the first group does not narrow what the rule applies to.
    package struct Rule: Hashable, Sendable, Codable {
        package let id: String

        // What it applies to.
        package let direction: Direction
        package let granularity: Granularity
        package let usages: [Visibility]
        package let carriers: [Carrier]?
        /// Kinds of sets: `iris`, `commune`, `building`…
        package let setKinds: [String]?
        package let sectors: [Sector]?
        package let clientele: Clientele?
        /// Finest step of a curve; nil for days and longer.
        package let finestStep: FigureStep?
        /// Shortest period of one figure: 365 for annual totals.
        package let shortestPeriodDays: Int?
        /// Longest publication, in days, that the figure may be a part of.
        package let longestPublicationDays: Int?
        /// The number of years back that the period may begin.
        package let pastYears: Int?

        // Its conditions.
        /// The consent that every point of the set must have given; nil where none is asked.
        package let consent: Membership.Consent?
        /// Fewest distinct holders with energy in the period, the requester not counted.
        package let minimumPoints: Int
        /// Largest share of one holder in a sum, or in an interval of a curve, in percent.
        package let largestSharePercent: Int?
        /// Points above this many times the set's median are atypical: a figure with one is
        /// held.
        package let atypicalMultiple: Int64?
        /// A total may leave only where the cells hidden under it hold this many points together.
        package let partialTotalBelow: Int?
        /// Whom points without a known holder are counted to where a requester is named; nil: to the requester, who may
        /// hold them.
        package let unknownHolders: UnknownHolders?

        // The forms that may leave.
        package let forms: [Form]
        /// Quartiles are rounded up to this many watt-hours.
        package let quartileUnit: Int64?
        /// Central means where nil.
        package let quartileForm: Quartiles.Form?
        /// The row of the source text, in a sentence: the reason that a suppression gives.
        package let because: String

        enum CodingKeys: String, CodingKey, CaseIterable {
            case id, direction, granularity, usages, carriers, setKinds, sectors, clientele, finestStep
            case shortestPeriodDays, longestPublicationDays, pastYears, consent, minimumPoints, largestSharePercent
            case atypicalMultiple, partialTotalBelow, unknownHolders, forms, quartileUnit, quartileForm, because
        }
    }

    /// An economic sector of annual totals (Code de l'énergie D.111-53).
    package enum Sector: String, CaseIterable, Hashable, Sendable, Codable {
        case residential, tertiary, industry, agriculture, unassigned
    }

    /// The kind of points of a set: up to 36 kVA or of natural persons (Code de l'énergie D.111-63), or neither
    /// (D.111-64).
    package enum Clientele: String, Hashable, Sendable, Codable {
        case smallOrPersonal, other
    }
}

extension Policy {
    /// Whom points count to of which no list says who holds them.
    package enum UnknownHolders: String, Hashable, Sendable, Codable {
        /// To nobody who asks: each is a holder of its own.
        case independent
    }
}

extension Policy.Rule {
    /// Whether points without a known holder count as those of a requester who is named. Where every holder agreed, it
    /// does not matter whose they are.
    var takesUnknownForRequester: Bool { consent == nil && unknownHolders != .independent }

    /// Whether the rule applies to a request. Rules that look back a number of years do not apply without `today`.
    func applies(to request: FigureRequest, _ granularity: Policy.Granularity, today: CivilDay?) -> Bool {
        guard granularity == self.granularity, direction == request.direction,
            usages.contains(request.set.visibility), carriers?.contains(request.carrier) ?? true,
            setKinds?.contains(request.set.kind) ?? true, clientele.map({ $0 == request.clientele }) ?? true,
            sectors.map({ sectors in request.sector.map(sectors.contains) ?? false }) ?? true
        else { return false }
        return allowsStep(of: request, granularity) && allowsPeriod(of: request, today: today)
            && isAgreed(by: request)
    }

    private func allowsStep(of request: FigureRequest, _ granularity: Policy.Granularity) -> Bool {
        if granularity == .curve && !forms.contains(.synchronousCurve) { return false }
        guard let finest = finestStep?.curveStep, let asked = request.set.figureStep.curveStep else { return true }
        return asked >= finest
    }

    private func allowsPeriod(of request: FigureRequest, today: CivilDay?) -> Bool {
        let period = request.period
        if let shortestPeriodDays, period.count < shortestPeriodDays { return false }
        if let longestPublicationDays {
            guard let whole = request.publicationDays, whole <= longestPublicationDays else { return false }
        }
        guard let pastYears else { return true }
        return today.map { $0.components.year - period.lowerBound.components.year <= pastYears } ?? false
    }

    private func isAgreed(by request: FigureRequest) -> Bool {
        guard let needed = consent else { return true }
        return request.consent.map { $0 >= needed } ?? false
    }
}
