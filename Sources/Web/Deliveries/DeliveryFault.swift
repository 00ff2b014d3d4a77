import Metering

/// Why a document was not delivered, for whoever operates the server. It quotes nothing that the other side said.
enum DeliveryFault: OutboxFault, Hashable {
    /// The destination is down, or cannot be reached from here.
    case noAnswer
    case interrupted
    case badCertificate
    case otherHostKey
    case notSignedIn
    case noClient
    case refused(status: Int)
    /// The document alone: it is not in the folder, or with another length.
    case notStored
    case unreadableAnswer
    case noFolder
    case occupied
    case behind(edition: Int)
    case notCovered(recipient: String, use: String, day: CivilDay)
    case missing
    case changed

    var description: String {
        switch self {
        case .noAnswer: "the destination did not answer in time: check that it runs and can be reached from here"
        case .interrupted: "the server stopped while it was sent"
        case .badCertificate:
            "its certificate is not trusted: give its authority's with --authority, or have it renewed"
        case .otherHostKey:
            "the server has another host key than was given: ask its operator, then remove the destination and add it anew"
        case .notSignedIn: "the server did not accept the key or the secret: check both sides"
        case .noClient: "sftp cannot be started: install openssh-client, and check that the key file can be read"
        case .refused(let status): "the destination answered with \(status)"
        case .notStored: "the server did not store the file whole: check its folder, its rights and its space"
        case .unreadableAnswer: "the destination answered otherwise than documented: check the address"
        case .noFolder: "the folder cannot be written to: check its path, its rights and the disk's space"
        case .occupied: "a file of this name is there with other content: it is left as it is; move it away"
        case .behind(let edition): "it waits for edition \(edition) of the same document"
        case .notCovered(let recipient, let use, let day):
            "no agreement with \(recipient) covers the use \(use) on \(day): it was not sent"
        case .missing: "its bytes are not kept any more: publish the day again"
        case .changed: "its bytes are not those that were published: it was not sent"
        }
    }

    var isFinal: Bool {
        switch self {
        case .notCovered, .missing, .changed: true
        default: false
        }
    }

    /// Whether other documents would fare the same now.
    var concernsDestination: Bool {
        switch self {
        case .noAnswer, .interrupted, .badCertificate, .otherHostKey, .notSignedIn, .noClient, .noFolder: true
        case .refused(let status): [401, 429, 502, 503, 504].contains(status)
        default: false
        }
    }
}
