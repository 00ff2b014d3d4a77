package import Disclosure
import Metering
package import Store

/// What was answered of a figure, released or held, as the register has it: the only figure over several points that
/// documents, pages and answers take. Only the release office makes one, after its row was recorded.
package struct RecordedRelease: Sendable {
    package let request: FigureRequest
    package let verdict: DisclosedVerdict
    /// From 1 on: one more each time that it says something else (`ToldEditions`).
    package let edition: Int
    /// The imports that the figure was made of when it first said so.
    package let revisions: Set<Revision>

    /// Whether the policy alone would let it out.
    package let isLawfulAlone: Bool
    /// Whether it leaves in place of what is held back.
    package let isAlternative: Bool
    /// Whether its energies can be counted at all.
    package let isCountable: Bool
    /// Of a restricted figure, who receives it and by which right; none of a public one, nor under a mandate.
    package let agreements: [KeptAgreement]

    init(_ judged: GatedFigure, edition: ToldEdition, under agreements: [KeptAgreement]) {
        self.init(
            judged.record, edition: edition, isLawfulAlone: judged.isLawfulAlone,
            isAlternative: judged.isAlternative, isCountable: judged.isCountable, under: agreements)
    }

    init(
        _ record: FigureRecord, edition: ToldEdition, isLawfulAlone: Bool, isAlternative: Bool,
        isCountable: Bool = true, under agreements: [KeptAgreement] = []
    ) {
        request = record.request
        verdict = record.verdict.disclosed
        (self.edition, revisions) = (edition.number, edition.revisions)
        self.isLawfulAlone = isLawfulAlone
        self.isAlternative = isAlternative
        self.isCountable = isCountable
        self.agreements = agreements
    }

    /// Energies are watt-hours, volumes litres.
    package var unit: String { request.carrier == .water ? "l" : "Wh" }

    /// Whether it tells the figure of a single point.
    package var namesPoints: Bool {
        if case .released(let release) = verdict { return release.points?.isEmpty == false }
        return false
    }

    package var isReleased: Bool {
        if case .released = verdict { true } else { false }
    }

    package var hasAlternative: Bool {
        if case .suppressed(let held) = verdict { held.alternative != nil } else { false }
    }
}
