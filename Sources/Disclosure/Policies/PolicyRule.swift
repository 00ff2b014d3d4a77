package import Metering

extension Policy {
    /// One row of a policy: for which data it speaks, what it asks, and the forms it then lets out.
    ///
    /// An absent condition does not narrow what the rule speaks of.
    package struct Rule: Hashable, Sendable, Codable {
        package let id: String

        // For which data it speaks.
        package let direction: Direction
        package let granularity: Granularity
        package let usages: [Usage]
        package let carriers: [Carrier]?
        /// Kinds of sets: `iris`, `commune`, `building`…
        package let setKinds: [String]?
        package let sectors: [Sector]?
        package let clientele: Clientele?
        /// Finest step of a curve; nil for days and longer.
        package let finestStep: FigureStep?
        /// Shortest period of one figure: 365 for annual totals.
        package let shortestPeriodDays: Int?
        /// Longest publication that the figure may be a part of.
        package let longestPublicationDays: Int?
        /// How many years back the period may begin.
        package let pastYears: Int?

        // What it asks.
        /// The consent that every point of the set must have given; nil where none is asked.
        package let consent: Membership.Consent?
        /// Fewest distinct holders with energy in the period, the asker apart. One holder of several points is one.
        package let minimumPoints: Int
        /// Largest share of one holder in a sum, or in an interval of a curve, in percent.
        package let largestSharePercent: Int?
        /// Points above this many times the set's median are atypical: they stay out of sums, and hold curves back.
        package let atypicalMultiple: Int64?
        /// A total may leave whole only where the cells hidden under it hold this many points together.
        package let partialTotalBelow: Int?

        // What leaves.
        package let forms: [Form]
        /// Quartiles are rounded up to this many watt-hours.
        package let quartileUnit: Int64?
        /// Central means where nothing is said.
        package let quartileForm: Quartiles.Form?
        /// The row of the source text, in a sentence.
        package let because: String

        enum CodingKeys: String, CodingKey, CaseIterable {
            case id, direction, granularity, usages, carriers, setKinds, sectors, clientele, finestStep
            case shortestPeriodDays, longestPublicationDays, pastYears, consent, minimumPoints, largestSharePercent
            case atypicalMultiple, partialTotalBelow, forms, quartileUnit, quartileForm, because
        }
    }

    /// An economic sector of annual totals (Code de l'énergie D.111-53).
    package enum Sector: String, CaseIterable, Hashable, Sendable, Codable {
        case residential, tertiary, industry, agriculture, unassigned
    }

    /// Whose points a set holds: up to 36 kVA or of natural persons (Code de l'énergie D.111-63), or neither
    /// (D.111-64).
    package enum Clientele: String, Hashable, Sendable, Codable {
        case smallOrPersonal, other
    }
}

extension Policy.Rule {
    /// Whether the rule is about what is asked. `today` is for rules that look back a number of years: without it
    /// they do not speak.
    func speaks(of question: Question, _ granularity: Policy.Granularity, today: CivilDay?) -> Bool {
        guard granularity == self.granularity, direction == question.direction,
            usages.contains(question.set.usage), carriers?.contains(question.carrier) ?? true,
            setKinds?.contains(question.set.kind) ?? true, clientele.map({ $0 == question.clientele }) ?? true,
            sectors.map({ sectors in question.sector.map(sectors.contains) ?? false }) ?? true
        else { return false }
        return allowsStep(of: question, granularity) && allowsPeriod(of: question, today: today)
            && isAgreed(by: question)
    }

    private func allowsStep(of question: Question, _ granularity: Policy.Granularity) -> Bool {
        if granularity == .curve && !forms.contains(.synchronousCurve) { return false }
        guard let finest = finestStep?.curveStep, let asked = question.set.figureStep.curveStep else { return true }
        return asked >= finest
    }

    private func allowsPeriod(of question: Question, today: CivilDay?) -> Bool {
        let period = question.period
        if let shortestPeriodDays, period.count < shortestPeriodDays { return false }
        if let longestPublicationDays {
            guard let whole = question.publicationDays, whole <= longestPublicationDays else { return false }
        }
        guard let pastYears else { return true }
        return today.map { $0.components.year - period.lowerBound.components.year <= pastYears } ?? false
    }

    private func isAgreed(by question: Question) -> Bool {
        guard let needed = consent else { return true }
        return question.consent.map { $0 >= needed } ?? false
    }
}
