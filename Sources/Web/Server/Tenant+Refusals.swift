import Access
import HTTPTypes

extension Tenant {
    /// Counts a refused call for the audit log, where it is one that somebody may try on purpose.
    func count(_ refusal: Problem, to caller: Caller, from source: String, request: String) {
        guard let what = refusal.refused else { return }
        let kind =
            switch caller {
            case .nobody: SecurityEvents.Kind(.callRefused, what, by: .machine, from: keys.networkMark(source))
            case .person(let session, _):
                SecurityEvents.Kind(
                    .callRefused, what, by: .account(session.account), about: SubjectID(session.account))
            case .client(let token): SecurityEvents.Kind(.callRefused, what, by: .client(token.client))
            }
        events.count(kind, request: request)
    }
}

extension Problem {
    /// By what a call was refused that may be an attack; nil for what is none: nobody who is asked to sign in, what
    /// is not there, faults of ours. Refused reads have entries of their own.
    fileprivate var refused: String? {
        switch code {
        case "not-your-role": "role"
        case "insufficient-scope": "scope"
        case "form-too-old": "form token"
        case "invalid-token", "invalid-dpop-proof": "token"
        case "too-many": "limit"
        default: [400, 408, 413, 415].contains(status.code) ? "input" : nil
        }
    }
}
