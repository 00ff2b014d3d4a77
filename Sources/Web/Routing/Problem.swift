package import Access
import Foundation
package import HTTPTypes

/// Why a request is not answered, and what to do about it (RFC 9457): in both languages, never whether something
/// exists that the caller may not see.
package struct Problem: Error, Hashable, Sendable {
    package let status: HTTPResponse.Status
    /// The last part of the problem's type: `/api/v1/problems/{code}` documents it.
    package let code: String
    package let title: BilingualText
    package let detail: BilingualText
    package var fields: HTTPFields = [:]
    /// Of a failure of ours, the kind of the error, for the log: its words may name a point or a file.
    package var cause: String?

    package init(
        _ status: HTTPResponse.Status, _ code: String, _ title: BilingualText, _ detail: BilingualText,
        fields: HTTPFields = [:]
    ) {
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail
        self.fields = fields
    }

    /// Where each code is explained.
    package static let explanations = "/api/v1/problems"

    package func with(_ more: HTTPFields) -> Problem {
        var problem = self
        for field in more { problem.fields[field.name] = field.value }
        return problem
    }

    /// `application/problem+json`, in the caller's language.
    package func answer(_ language: Language, request: String) -> Answer {
        struct Document: Encodable {
            let type: String
            let title: String
            let status: Int
            let detail: String
            let instance: String
        }
        let document = Document(
            type: "\(Problem.explanations)/\(code)", title: title.in(language), status: status.code,
            detail: detail.in(language),
            instance: "urn:maille:request:\(request)")
        var answer = Answer(status, json: document)
        answer.fields[.contentType] = "application/problem+json"
        answer.fields[.contentLanguage] = language.rawValue
        for field in fields { answer.fields[field.name] = field.value }
        return answer
    }
}

extension Problem {
    package static let notSignedIn = Problem(
        .unauthorized, "not-signed-in", .init(french: "Identification nécessaire", english: "Sign in first"),
        .init(
            french: "Connectez-vous sur /login, ou joignez un jeton d'accès (Authorization: Bearer …).",
            english: "Sign in at /login, or send an access token (Authorization: Bearer …)."),
        fields: [.wwwAuthenticate: "Bearer"])

    package static let notYourRole = Problem(
        .forbidden, "not-your-role", .init(french: "Non autorisé", english: "Not allowed"),
        .init(
            french: "Votre rôle ne permet pas cet appel.", english: "Your role does not allow this call."))

    /// The tenant's kind of organisation may not do that (`OperatorKind`).
    package static let notOfferedHere = Problem(
        .forbidden, "not-offered-here", .init(french: "Non proposé ici", english: "Not offered here"),
        .init(
            french:
                "L'organisme qui exploite ce site ne propose pas cela : adressez-vous à votre gestionnaire de réseau.",
            english: "The organisation behind this site does not offer this: ask your network operator."))

    /// The same for what does not exist and for what is somebody else's.
    package static let notFound = Problem(
        .notFound, "not-found", .init(french: "Introuvable", english: "Not found"),
        .init(
            french: "Cela n'existe pas, ou n'est pas à vous : vérifiez l'adresse et vos consentements.",
            english: "This does not exist, or is not yours: check the address and your consents."))

    package static func insufficientScope(_ scope: String) -> Problem {
        Problem(
            .forbidden, "insufficient-scope", .init(french: "Portée insuffisante", english: "Scope too narrow"),
            .init(
                french: "Demandez un jeton avec la portée « \(scope) ».",
                english: "Ask for a token with the scope \"\(scope)\"."),
            fields: [.wwwAuthenticate: "Bearer error=\"insufficient_scope\", scope=\"\(scope)\""])
    }

    package static func badParameter(_ name: String, _ what: String) -> Problem {
        let shown = name.prefix(60)
        return Problem(
            .badRequest, "bad-parameter", .init(french: "Paramètre incorrect", english: "Bad parameter"),
            .init(french: "\(shown) : \(what)", english: "\(shown): \(what)"))
    }

    package static func badBody(_ what: String) -> Problem {
        Problem(
            .badRequest, "bad-body", .init(french: "Corps incorrect", english: "Bad body"),
            .init(french: what, english: what))
    }

    package static func tooLarge(_ limit: Int) -> Problem {
        Problem(
            .contentTooLarge, "too-large", .init(french: "Trop volumineux", english: "Too large"),
            .init(french: "Au plus \(limit) octets.", english: "Send at most \(limit) bytes."))
    }

    package static let tooSlow = Problem(
        .requestTimeout, "too-slow", .init(french: "Trop lent", english: "Too slow"),
        .init(
            french: "Le corps n'est pas arrivé à temps : renvoyez-le d'un trait.",
            english: "The body did not come in time: send it again in one go."))

    package static func tooMany(retryAfter seconds: Int) -> Problem {
        Problem(
            .tooManyRequests, "too-many", .init(french: "Trop de requêtes", english: "Too many requests"),
            .init(
                french: "Revenez dans \(seconds) secondes.", english: "Come back in \(seconds) seconds."),
            fields: [.retryAfter: "\(seconds)"])
    }

    package static let formTooOld = Problem(
        .forbidden, "form-too-old", .init(french: "Formulaire périmé", english: "Form too old"),
        .init(
            french: "Rechargez la page et recommencez.", english: "Load the page again and send it once more."))

    package static let methodNotAllowed = Problem(
        .methodNotAllowed, "method-not-allowed", .init(french: "Méthode non permise", english: "Method not allowed"),
        .init(
            french: "Voir l'en-tête Allow et /api/v1/openapi.yaml.",
            english: "See the Allow header and /api/v1/openapi.yaml."))

    /// An error of ours: the log has the reason under the request's identifier.
    package static let failed = Problem(
        .internalServerError, "failed", .init(french: "Erreur du serveur", english: "Server error"),
        .init(
            french: "Réessayez ; si cela persiste, donnez l'identifiant de la requête à l'exploitant.",
            english: "Try again; if it stays so, give the operator the identifier of the request."))

    package static let busy = Problem(
        .serviceUnavailable, "busy", .init(french: "Serveur occupé", english: "Server busy"),
        .init(french: "Réessayez dans quelques secondes.", english: "Try again in a few seconds."),
        fields: [.retryAfter: "5"])
}
