import Access
import Metering

/// The last import whose data were announced to clients.
struct NoticeMark: StoredRecord {
    static let kind = RecordKind("notice_mark")
    static let id = "imports"
    let revision: Int64

    init(revision: Int64) { self.revision = revision }

    var id: String { NoticeMark.id }
    var owner: String { NoticeMark.id }
    var end: Instant? { nil }
}
