import Disclosure
import Metering
import Store

/// A verdict on its way into the documents of a publication.
struct Figure {
    let question: FigureRequest
    let verdict: Verdict
    let edition: Int
    let revisions: Set<Revision>

    /// Whether the policy alone would let it out.
    let isLawfulAlone: Bool
    /// Whether it leaves in place of what is held back.
    let isAlternative: Bool
    /// Whether its energies can be counted at all.
    let isCountable: Bool

    init(_ judged: Judged, edition: Int) {
        self.init(
            judged.judgement, edition: edition, isLawfulAlone: judged.isLawfulAlone,
            isAlternative: judged.isAlternative, isCountable: judged.isCountable)
    }

    init(
        _ judgement: ReleaseRegister.Judgement, edition: Int, isLawfulAlone: Bool, isAlternative: Bool,
        isCountable: Bool = true
    ) {
        question = judgement.question
        verdict = judgement.verdict
        self.edition = edition
        revisions = judgement.revisions
        self.isLawfulAlone = isLawfulAlone
        self.isAlternative = isAlternative
        self.isCountable = isCountable
    }

    /// Energies are watt-hours, volumes litres.
    var unit: String { question.carrier == .water ? "l" : "Wh" }

    /// Whether it tells the figure of a single point.
    var namesPoints: Bool {
        if case .released(let release) = verdict { return release.points?.isEmpty == false }
        return false
    }

    var isReleased: Bool { verdict.isRelease }

    var hasAlternative: Bool {
        if case .suppressed(let suppression) = verdict { suppression.alternative != nil } else { false }
    }
}
