/// A table whose rows the register's chain covers.
///
/// Each row that is written is a line of its transaction's recording, as it stands after it; of a row that is written
/// again, the last line counts. So what a table must hold can be made again from the recordings alone.
struct RecordedTable: Sendable {
    let name: String
    /// The columns by which a row is found, and those that it says: frozen. A table that gets a column which matters
    /// is recorded again, whole, by the migration that adds it.
    let key: String
    let value: String
    var condition = "TRUE"

    /// A row's line, in SQL: the table, the key and the rest as JSON, with tabs between them, which JSON never holds.
    var line: String { "'\(name)' || char(9) || json_array(\(key)) || char(9) || json_array(\(value))" }

    static let imports = RecordedTable(
        name: "import", key: "id",
        value: "name, sha256, state, flows, received_at, size, source, summary, brought",
        condition: "state <> 'receiving'")
    static let panels = RecordedTable(name: "panel", key: "id", value: "fingerprint, sha256(points)")
    static let setPanels = RecordedTable(
        name: "set_panel", key: "set_id, carrier, direction, from_day", value: "panel_id")
    static let guardedDays = RecordedTable(
        name: "guarded_days", key: "month, panel_id, carrier, direction, correction, audience", value: "days, unit")
    static let heldPanels = RecordedTable(
        name: "held_panel", key: "month, panel_id, carrier, direction, audience", value: "")
    static let monthHolds = RecordedTable(
        name: "month_hold", key: "month, panel_id, carrier, direction, audience, holders", value: "")
    static let requesters = RecordedTable(name: "requester", key: "holder", value: "")
    static let guardedReleases = RecordedTable(
        name: "guarded_release",
        key: "last_day, first_day, panel_id, carrier, direction, correction, audience, unit", value: "")
    static let tableYears = RecordedTable(
        name: "table_year", key: "carrier, direction, year", value: "latest_import")
    static let tableLines = RecordedTable(
        name: "table_line", key: "release, year", value: "carrier, direction, panel_id, is_published")
    static let publications = RecordedTable(
        name: "publication", key: "id",
        value: "policy, name, day, edition, sha256, recorded_at, horizon, recording")
    static let forgottenDays = RecordedTable(
        name: "forgotten_days", key: "id", value: "first_day, last_day, head_rows, head_link, recorded_at")

    static let closedDays = RecordedTable(
        name: "closed_day", key: "id", value: "day, panel_id, latest_import, estimates, after")
    static let agreements = RecordedTable(
        name: "use_agreement", key: "number", value: "recipient, uses, basis, from_day, until_day, holder, added_at")
    static let agreementEnds = RecordedTable(
        name: "use_agreement_end", key: "id", value: "agreement, last_day, ended_at")

    static let approvedDays = RecordedTable(
        name: "approved_day", key: "id", value: "day, use_case, reason, approved_at")

    /// Those that there were when the chain of all tables began.
    static let first = [
        imports, panels, setPanels, guardedDays, guardedReleases, tableYears, tableLines, publications, forgottenDays,
    ]
    /// All but the privacy costs, which have one line for all members of a sum (`PrivacyCharge`).
    static let all = first + [closedDays, agreements, agreementEnds, approvedDays, heldPanels, monthHolds, requesters]
}
