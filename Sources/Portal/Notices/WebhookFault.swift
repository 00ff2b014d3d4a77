/// Why a message was not sent.
package enum WebhookFault: Error, Hashable, CustomStringConvertible {
    case badAddress, outOfReach, notSecure

    package var description: String {
        switch self {
        case .badAddress: "the address is no absolute https address"
        case .outOfReach: "the address is of this machine, of a private network or of nobody: see notices.reach"
        case .notSecure: "only an https address is called"
        }
    }
}
