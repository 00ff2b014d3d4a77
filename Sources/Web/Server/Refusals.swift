package import Access
package import HTTPTypes
import Hummingbird
import NIOPosix

extension Problem {
    /// The problem for an error. Refusals of personal data never say what was missing.
    package init(for error: any Error) {
        self =
            switch error {
            case let problem as Problem: problem
            case let refusal as Refusal: refusal.problem
            case is ReadRefusal: .notFound
            case let fault as ConsentFault: Problem(fault)
            case is NotAllowed: .notYourRole
            case is KeyDerivationSlots.Busy, is NIOThreadPoolError.ThreadPoolInactive: .busy
            case let refusal as OAuthError: Problem(refusal)
            case let error as HTTPError: Problem(error)
            default: .failed
            }
        if self == .failed { cause = String(reflecting: type(of: error)) }
    }

    private init(_ fault: ConsentFault) {
        switch fault {
        case .unknown: self = .notFound
        case .unfounded, .impossible, .notYours, .otherText, .nothingChosen:
            self.init(
                .conflict, "consent", .init(french: "Consentement", english: "Consent"),
                .init(french: fault.french, english: fault.description))
        }
    }

    /// RFC 6750 §3: what a resource says of a token.
    package init(_ refusal: OAuthError) {
        var fields: HTTPFields = [:]
        if let seconds = refusal.retryAfter { fields[.retryAfter] = "\(seconds)" }
        if refusal.status == 401 || refusal.status == 403 {
            let scheme = refusal.code == .invalidDPoPProof ? "DPoP" : "Bearer"
            fields[.wwwAuthenticate] = "\(scheme) error=\"\(refusal.code.rawValue)\""
        }
        self.init(
            .init(code: refusal.status), refusal.code.rawValue.replacing("_", with: "-"),
            .init(french: "Jeton refusé", english: "Token refused"),
            .init(french: refusal.description, english: refusal.description), fields: fields)
    }

    /// Hummingbird's own: an unknown path, a body that is too large.
    private init(_ error: HTTPError) {
        self =
            switch error.status {
            case .notFound: .notFound
            case .internalServerError: .failed
            default: .badRequest(error.status)
            }
    }

    package static func badRequest(_ status: HTTPResponse.Status) -> Problem {
        Problem(
            status, "bad-request", .init(french: "Requête incorrecte", english: "Bad request"),
            .init(french: "Vérifiez la requête.", english: "Check the request."))
    }
}

extension ConsentFault {
    fileprivate var french: String {
        switch self {
        case .unknown: "ce consentement n'existe pas"
        case .unfounded: "un consentement commence par sa demande"
        case .impossible: "ce consentement n'est plus dans un état qui le permet : rechargez-le"
        case .notYours: "seule l'autre partie peut faire cela"
        case .otherText: "le texte accepté n'est pas celui qui a été envoyé : affichez-le de nouveau"
        case .nothingChosen: "rien de ce qui était demandé n'a été choisi : refusez plutôt"
        }
    }
}
