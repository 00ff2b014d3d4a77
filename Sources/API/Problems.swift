import Access
import HTTPTypes
import Web

extension API {
    /// What the codes of errors mean, and what to do. Open to all.
    enum Problems {
        static func routes(_ problems: [Problem]) -> [Route] {
            [
                Route(.get, Problem.explanations + "/{code}", for: .everyone, query: [], reply: .open) { call in
                    guard let problem = problems.first(where: { $0.code == call.parameter("code") }) else {
                        throw Problem.notFound
                    }
                    return Answer(
                        json: Document(
                            code: problem.code, status: problem.status.code, title: BilingualJSON(problem.title),
                            detail: BilingualJSON(problem.detail))
                    )
                }
            ]
        }

        private struct Document: Encodable {
            let code: String
            let status: Int
            let title: BilingualJSON
            let detail: BilingualJSON
        }

        /// One of each code that this chapter and the server answer with.
        static let all: [Problem] =
            [
                .notSignedIn, .notYourRole, .notOfferedHere, .notFound, .insufficientScope(CurveScope.curves),
                .badParameter("…", "…"), .badBody("…"), .badCursor, .wrongType, .tooLarge(BodyRule.largestUpload),
                .tooSlow, .tooMany(retryAfter: 1), .formTooOld, .methodNotAllowed, .failed, .busy, .keyReused,
                .keyInHand, .askedBefore, .noAgreement, .tooManyJobs, .noRoom, .digestMismatch, .notReady, .badRange,
                .badRequest(.badRequest), .occupied, .noSuchAccount, Problem(for: ConsentFault.unfounded),
            ]
            + [.invalidToken, .invalidDPoPProof].map {
                Problem(OAuthError($0, "the access token is missing, unknown, revoked or over", status: 401))
            }
    }
}
