/// Why a destination cannot be as the operator describes it.
package enum DestinationFault: Error, Hashable, CustomStringConvertible {
    case badName, badAddress, badSFTPAddress, badHostKey, badDataset
    case taken(String)
    case unknown(String)
    case noAgreement(String)
    case noSecret, badSecret

    package var description: String {
        switch self {
        case .badName: "a destination's name has 1 to 40 small letters, digits and dashes, beginning with a letter"
        case .badAddress: "the address is no absolute https address without user, query and fragment"
        case .badSFTPAddress:
            """
            write sftp://USER@HOST:PORT/FOLDER, or …/~/FOLDER where it begins in the user's own folder; letters, digits, \
            dots, dashes, underscores and spaces alone
            """
        case .badHostKey:
            "give the server's host key as ssh-keyscan prints it, without the host: ssh-ed25519 AAAA…"
        case .badDataset: "a dataset's name has small letters, digits, dashes and underscores alone"
        case .taken(let name): "there is a destination \(name) already: give another name, or remove it first"
        case .unknown(let name): "there is no destination \(name): maille deliveries list names them"
        case .noAgreement(let recipient):
            """
            there is no agreement with \(recipient), so nothing restricted may be sent there: write the recipient as the \
            agreement does (maille agreements list), or add one first
            """
        case .noSecret: "give the secret on standard input, in one line"
        case .badSecret: "a secret has printable ASCII characters alone, 1,000 at most"
        }
    }
}
