package import Access

extension RecordModule {
    /// The records of this target.
    package static let web = RecordModule(
        "web",
        [
            .init(
                Job.self, of: .jobs, keptFor: 7,
                because: "a week to fetch an export, or to read what became of an upload"),
            .init(Notice.self, of: .tokens),
            .init(QueuedEmail.self, of: .identity),
            .init(
                DeadLetter.self, of: .identity, keptFor: 30, because: "a month to find out why it did not leave"),
            .init(IdempotencyRecord.self, of: .jobs, keptFor: 0, because: "a day after the request, its end"),
            .init(NoticeMark.self, of: nil),
            .init(Destination.self, of: nil),
            .init(Delivery.self, of: nil),
            .init(DeliveryReceipt.self, of: nil),
            .init(HeldDocument.self, of: nil),
        ],
        consentChanged: { try $1.follow($0) })
}

extension [RecordModule] {
    /// All modules that keep records in a tenant's `access.sqlite`.
    package static var all: [RecordModule] { [.access, .web] }
}
