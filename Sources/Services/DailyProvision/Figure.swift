import Disclosure
import Metering
import Store

/// A verdict on its way into the documents of a publication.
struct Figure {
    let question: Question
    let verdict: Verdict
    let edition: Int
    let revisions: Set<Revision>

    init(_ judgement: ReleaseRegister.Judgement, edition: Int) {
        question = judgement.question
        verdict = judgement.verdict
        self.edition = edition
        revisions = judgement.revisions
    }

    /// Energies are watt-hours, volumes litres.
    var unit: String { question.carrier == .water ? "l" : "Wh" }

    /// Whether it tells the figure of a single point.
    var namesPoints: Bool {
        if case .released(let release) = verdict { return release.points?.isEmpty == false }
        return false
    }

    var isReleased: Bool {
        if case .released = verdict { return true }
        return false
    }
}
