package import Metering
package import Store

extension MemoryReleases {
    /// The heads of a register in memory: each is made of the one before and of what was added.
    struct Chain {
        private var heads: [RegisterHead] = []
        private(set) var forgotten: [ClosedRange<CivilDay>] = []

        var head: RegisterHead { heads.last ?? RegisterHead(rows: 0, link: "") }

        mutating func seal(_ content: String) {
            let rows = head.rows + 1
            heads.append(RegisterHead(rows: rows, link: Fingerprint.of(Array("\(head.link) \(rows) \(content)".utf8))))
        }

        mutating func forget(_ days: ClosedRange<CivilDay>) {
            forgotten.append(days)
            seal("forgotten \(days)")
        }

        func standing(of head: RegisterHead) -> HeadStanding {
            if heads.contains(head) { return .held }
            return head.rows > Int64(heads.count) ? .beyond(rows: Int64(heads.count)) : .other
        }
    }

    package func head() -> RegisterHead { current.chain.head }

    package func head(ofDocument name: String, policy: String, day: CivilDay) -> RegisterHead? {
        current.documents.last { ($0.name, $0.policy, $0.day) == (name, policy, day) }?.head
    }

    package func standing(of head: RegisterHead) -> HeadStanding { current.chain.standing(of: head) }

    package func forget(_ days: ClosedRange<CivilDay>, missing head: RegisterHead?, now: Instant) throws {
        try change { $0.chain.forget(days) }
    }

    package func forgottenDays() -> ForgottenDays { ForgottenDays(current.chain.forgotten) }
}
