import Access
import Crypto
import Foundation
import HTTPTypes
import Web

/// Where a list goes on. It holds its place in the list, and is refused with other filters or on another path.
struct Cursor {
    /// What the list wrote down to find its place again.
    let place: String

    /// How many entries a page has at most.
    static let pageSize = 100

    /// The cursor of a call; nil on the first page. Throws a problem for one that was not made here for this list.
    init?(_ call: Call) throws(Problem) {
        guard let text = call.query["cursor"] else { return nil }
        guard let bytes = Base64URL.decode(text), bytes.count > Cursor.markLength,
            bytes.prefix(Cursor.markLength).elementsEqual(Cursor.mark(of: call)),
            let place = String(validating: bytes.dropFirst(Cursor.markLength), as: UTF8.self)
        else { throw .badCursor }
        self.place = place
    }

    /// The address of the page that begins at a place, with the filters of the call.
    static func next(_ place: String, for call: Call) -> String {
        let cursor = Base64URL.encode(Array(mark(of: call)) + Array(place.utf8))
        let path = call.url.dropFirst(call.tenant.origin.count).prefix { $0 != "?" }
        let filters = call.query.pairs.filter { $0.name != "cursor" }.map { FormEncoding.pair($0.name, $0.value) }
        return path + "?" + (filters + ["cursor=\(cursor)"]).joined(separator: "&")
    }

    private static let markLength = 8

    private static func mark(of call: Call) -> Array<UInt8>.SubSequence {
        let filters = call.query.pairs.filter { $0.name != "cursor" }.map { "\($0.name)=\($0.value)" }.sorted()
        let path = String(call.url.dropFirst(call.tenant.origin.count).prefix { $0 != "?" })
        let question = ([path] + filters).joined(separator: "\u{0}")
        return Array(SHA256.hash(data: Array(question.utf8))).prefix(markLength)
    }
}

extension Problem {
    static let badCursor = Problem(
        .badRequest, "bad-cursor", .init(french: "Curseur incorrect", english: "Bad cursor"),
        .init(
            french: "Ce curseur n'est pas de cette liste : recommencez sans curseur, puis suivez « next ».",
            english: "This cursor is not of this list: begin again without one, then follow “next”."))
}

/// One page of a list.
struct ListPage<Item: Encodable>: Encodable {
    let items: [Item]
    /// The address of the next page; absent on the last.
    let next: String?

    /// The first page of a sequence, which is read up to one item more than fits.
    init(_ found: some Sequence<Item>, for call: Call, size: Int = Cursor.pageSize, place: (Item) -> String) {
        let found = Array(found.prefix(size + 1))
        items = Array(found.prefix(size))
        next = found.count > size ? items.last.map { Cursor.next(place($0), for: call) } : nil
    }

    func answer(to call: Call) -> Answer { Answer(json: self) }
}
