import Metering

/// What a file says in one field: nothing, something that cannot be read (kept to be shown), or a value.
enum Field<Value> {
    case absent
    case unreadable(String)
    case read(Value)

    init(_ text: Span<UInt8>, _ read: (Span<UInt8>) -> Value?) {
        if text.isEmpty {
            self = .absent
        } else if let value = read(text) {
            self = .read(value)
        } else {
            self = .unreadable("'\(text.extracting(first: 40).string)'")
        }
    }

    var value: Value? {
        if case .read(let value) = self { value } else { nil }
    }

    /// How a diagnostic names what could not be read.
    var shown: String {
        switch self {
        case .absent: "nothing"
        case .unreadable(let text): text
        case .read(let value): "\(value)"
        }
    }
}

extension Instant {
    /// The moments of the accepted civil days: computed once, as an import asks for every value.
    static let accepted = CivilDay.accepted.lowerBound.start..<CivilDay.accepted.upperBound.end
}
