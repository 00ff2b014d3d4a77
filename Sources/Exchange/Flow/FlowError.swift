package import Metering

/// Why a whole file is turned away. Nothing of it may be kept.
///
/// Every case says where and what to do. Names of elements, columns and archive entries are quoted, and the settings
/// line of Maille's own CSV; values of records, which may name a person, never are.
package indirect enum FlowError: Error, Hashable, Sendable {
    case unrecognised(hint: String)
    case unsupported(flow: String, hint: String)
    case truncated(line: UInt32)
    case malformed(line: UInt32, detail: String)
    case encoding(line: UInt32, detail: String)
    case forbidden(line: UInt32, detail: String)
    case tooLarge(line: UInt32, detail: String)
    case archive(detail: String)
    /// One document of an archive is at fault.
    case inDocument(String, FlowError)
    /// One sheet of a spreadsheet is.
    case inSheet(String, FlowError)
}

extension FlowError {
    /// The same, with the document of an archive that is at fault: its name without folders, and cut where it is
    /// longer than any flow's.
    func located(in document: String) -> FlowError {
        if case .archive = self { return self }
        return .inDocument(String((document.split(separator: "/").last ?? "").prefix(120)), self)
    }

    /// The same, with the sheet of a spreadsheet that is at fault.
    func inSheet(_ name: String) -> FlowError {
        if case .inSheet = self { return self }
        return .inSheet(String(name.prefix(40)), self)
    }
}

extension FlowError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unrecognised(let hint): "not a format that Maille reads: \(hint)"
        case .unsupported(let flow, let hint): "\(flow) is not read: \(hint)"
        case .truncated(let line): "the file ends in the middle of a record at line \(line): ask for it again"
        case .malformed(let line, let detail): "malformed at line \(line): \(detail)"
        case .encoding(let line, let detail): "wrong encoding at line \(line): \(detail)"
        case .forbidden(let line, let detail): "not allowed at line \(line): \(detail)"
        case .tooLarge(let line, let detail): "too large at line \(line): \(detail)"
        case .archive(let detail): "the archive cannot be read: \(detail)"
        case .inDocument(let name, let error): "in '\(name)' of the archive, \(error)"
        case .inSheet(let name, let error): "in the sheet '\(name)', \(error)"
        }
    }

    package var rule: Rule {
        switch self {
        case .unrecognised: Rule("unrecognised-format", "The content says which reader to use; a name does not.")
        case .unsupported: Rule("unsupported-flow", "A flow without curves, indexes or points is none of ours.")
        case .truncated: Rule("truncated-file", "A cut file may lack anything: it is asked for again, never half kept.")
        case .malformed: Rule("malformed-file", "Syntax that is broken once cannot be trusted after.")
        case .encoding:
            Rule(
                "wrong-encoding", "Text is read in the encoding that its bytes say; a guess could change an identifier."
            )
        case .forbidden: Rule("forbidden-content", "Document types and entities are how XML attacks its reader.")
        case .tooLarge: Rule("too-large", "Memory is bounded, whatever is sent.")
        case .archive: Rule("bad-archive", "An archive that is damaged, encrypted or a bomb is turned away whole.")
        case .inDocument(_, let error), .inSheet(_, let error): error.rule
        }
    }
}
