/// Why an act on the register of breaches is refused, and what to do.
package enum BreachFault: Error, Hashable, CustomStringConvertible {
    case unknown(String)
    case closed(String)
    case noticedLater
    case emptyPeriod
    case notJudged(String)
    case reportedOutside
    case notReported(String)
    case notTold(String)
    case otherCount(Int)

    package var description: String {
        switch self {
        case .unknown(let id): "there is no breach \(id): maille breaches list names them"
        case .closed(let id): "the breach \(id) is closed: open another for what is new"
        case .noticedLater: "a breach cannot be noticed after now: look at --noticed"
        case .emptyPeriod: "the period is empty: --from has to be before --until"
        case .notJudged(let id): "nobody judged the risk of \(id) yet: maille breaches assess \(id)"
        case .reportedOutside: "the authority is told after the breach was noticed, and not after now: look at --at"
        case .notReported(let id):
            "the authority was not told of \(id), and there is a risk (GDPR art. 33(1)): maille breaches report \(id)"
        case .notTold(let id):
            "not everybody concerned by \(id) was told, and the risk is high (GDPR art. 34(1)): maille breaches tell "
                + "\(id), or close with --exemption and why (art. 34(3))"
        case .otherCount(0): "nobody is left to tell by e-mail"
        case .otherCount(let count): "to tell by e-mail: \(count); give --confirm \(count) if that is meant"
        }
    }
}
