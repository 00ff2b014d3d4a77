import Disclosure
import Metering
import Store

/// A group with what is said of it.
struct Judged: Sendable {
    let group: SetGroup
    let judgement: ReleaseRegister.Judgement
    /// Whether the policy alone would let it out, whatever left before.
    let isLawfulAlone: Bool
    /// Whether its energies can be counted at all.
    let isCountable: Bool
    /// Whether nobody asked for it: it leaves in place of what is held back.
    var isAlternative = false

    init(
        _ group: SetGroup, _ judgement: ReleaseRegister.Judgement, isCountable: Bool, isLawfulAlone: Bool? = nil
    ) {
        self.group = group
        self.judgement = judgement
        self.isCountable = isCountable
        self.isLawfulAlone = isLawfulAlone ?? judgement.verdict.isRelease
    }

    /// Figures stand by set, then by carrier, direction and period.
    func stands(before other: Judged) -> Bool {
        group.set.id == other.group.set.id ? order < other.order : group.set.id < other.group.set.id
    }

    private var order: (String, String, String) {
        let question = group.question
        return (question.carrier.rawValue, question.direction.rawValue, group.set.figureStep.rawValue)
    }

    var suppression: Suppression? {
        if case .suppressed(let suppression) = judgement.verdict { suppression } else { nil }
    }

    func with(_ verdict: Verdict) -> Judged {
        var judged = Judged(
            group,
            ReleaseRegister.Judgement(
                policy: judgement.policy, question: judgement.question, revisions: judgement.revisions,
                inputs: judgement.inputs, verdict: verdict), isCountable: isCountable, isLawfulAlone: isLawfulAlone)
        judged.isAlternative = isAlternative
        return judged
    }
}

extension Verdict {
    var isRelease: Bool {
        if case .released = self { true } else { false }
    }
}
