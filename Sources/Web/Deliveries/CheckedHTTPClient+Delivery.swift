import AsyncHTTPClient
import Foundation
import NIOCore
import NIOSSL

extension CheckedHTTPClient {
    /// Sends a request; gives the answer where it has a status from 200 to 299. Throws `DeliveryFault`, and
    /// `WebhookFault` for addresses that are not called.
    @discardableResult
    func deliver(_ request: OutgoingRequest) async throws -> OutgoingAnswer {
        let answer: OutgoingAnswer
        do {
            answer = try await send(request)
        } catch let fault as WebhookFault {
            throw fault
        } catch {
            throw DeliveryFault(connecting: error)
        }
        switch answer.status {
        case 200..<300: return answer
        case 401, 403: throw DeliveryFault.notSignedIn
        default: throw DeliveryFault.refused(status: answer.status)
        }
    }
}

extension OutgoingAnswer {
    func decoded<Value: Decodable>() throws -> Value {
        do {
            return try JSONDecoder().decode(Value.self, from: Data(body))
        } catch {
            throw DeliveryFault.unreadableAnswer
        }
    }
}

extension DeliveryFault {
    /// What a connection that failed comes to.
    fileprivate init(connecting error: any Error) {
        switch error {
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError: self = .badCertificate
        default: self = .noAnswer
        }
    }
}
