/// Why a message was not sent.
package enum WebhookFault: Error, Hashable, CustomStringConvertible {
    case badAddress, outOfReach, notSecure
    case refused(Int)

    package var description: String {
        switch self {
        case .badAddress: "the address is no absolute https address"
        case .outOfReach: "the address is of this machine, of a private network or of nobody: see notices.reach"
        case .notSecure: "only an https address is called"
        case .refused(let status): "the address answered with \(status)"
        }
    }
}
