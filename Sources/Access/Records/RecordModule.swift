/// What one module of the program keeps as records. All modules together are the `RecordRegistry`.
package struct RecordModule: Sendable {
    /// For errors.
    let name: String
    let records: [RegisteredRecord]
    let consentChanged: ConsentFollower

    /// `consentChanged` is called for each change of a consent, in its transaction.
    package init(
        _ name: String, _ records: [RegisteredRecord], consentChanged: @escaping ConsentFollower = { _, _ in }
    ) {
        self.name = name
        self.records = records
        self.consentChanged = consentChanged
    }
}

/// A kind of record, as its module registers it.
package struct RegisteredRecord: Sendable {
    let kind: RecordKind
    let sort: PersonalDataCatalogue.Sort?
    let retention: RetentionRule?

    /// - Parameters:
    ///   - sort: which line of the catalogue of personal data counts it; nil where it is nobody's.
    ///   - days: how many days it stays after its end, and why so long; nil where it stays while its subject does.
    package init<Record: StoredRecord>(
        _: Record.Type, of sort: PersonalDataCatalogue.Sort?, keptFor days: Int? = nil, because reason: String = ""
    ) {
        kind = Record.kind
        self.sort = sort
        retention = days.map { RetentionRule(kind: Record.kind, days: $0, reason: reason) }
    }
}
