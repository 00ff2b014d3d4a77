import Disclosure
import Metering
import Store

/// A scope with what is said of it.
struct GatedFigure: Sendable {
    let scope: FigureScope
    let record: FigureRecord
    /// Whether the policy alone would let it out, whatever left before.
    let isLawfulAlone: Bool
    /// Whether its energies can be counted at all.
    let isCountable: Bool
    /// Whether nobody asked for it: it leaves in place of what is held back.
    var isAlternative = false

    init(
        _ scope: FigureScope, _ record: FigureRecord, isCountable: Bool, isLawfulAlone: Bool? = nil
    ) {
        self.scope = scope
        self.record = record
        self.isCountable = isCountable
        self.isLawfulAlone = isLawfulAlone ?? record.verdict.isRelease
    }

    /// Figures stand by set, then by carrier, direction and period.
    func stands(before other: GatedFigure) -> Bool {
        scope.set.id == other.scope.set.id ? order < other.order : scope.set.id < other.scope.set.id
    }

    private var order: (String, String, String) {
        let request = scope.request
        return (request.carrier.rawValue, request.direction.rawValue, scope.set.figureStep.rawValue)
    }

    var suppression: Suppression? {
        if case .suppressed(let suppression) = record.verdict { suppression } else { nil }
    }

    func with(_ verdict: Verdict) -> GatedFigure {
        var judged = GatedFigure(
            scope,
            FigureRecord(
                policy: record.policy, request: record.request, revisions: record.revisions,
                inputs: record.inputs, verdict: verdict), isCountable: isCountable, isLawfulAlone: isLawfulAlone)
        judged.isAlternative = isAlternative
        return judged
    }
}

extension Verdict {
    var isRelease: Bool {
        if case .released = self { true } else { false }
    }
}
