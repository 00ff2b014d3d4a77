import Configuration

/// What a server does by itself for a tenant, and how often.
///
///     schedule.import    folders whose new files are imported, every ten minutes
///     schedule.publish   a folder: each day is published into a folder of its own there, once it may leave
///     schedule.compact   whether the months before the present one are compacted, once a month
///     schedule.backup    a folder that is backed up into, once a day
///     schedule.hour      from which hour in Paris what is done once a day or month is done (4)
///
/// The audit log is signed every hour, without being asked.
package struct ScheduleSettings: Hashable, Sendable {
    package var imports: [String] = []
    package var publish: String?
    package var compacts = false
    package var backup: String?
    package var hour = 4

    package init() {}

    /// `reader` is that of the tenant.
    init(_ reader: ConfigReader) throws(PortalFault) {
        imports = reader.stringArray(forKey: "schedule.import", default: [])
        publish = reader.string(forKey: "schedule.publish")
        compacts = reader.bool(forKey: "schedule.compact", default: false)
        backup = reader.string(forKey: "schedule.backup")
        hour = reader.int(forKey: "schedule.hour", default: 4)
        guard (0...23).contains(hour) else { throw .configuration("schedule.hour is \(hour): say 0 to 23") }
    }
}
