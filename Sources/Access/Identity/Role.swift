/// What a person may be on the platform.
package enum Role: String, CaseIterable, Hashable, Sendable, Codable {
    case resident
    case buildingManager = "building-manager"
    case territoryOfficer = "territory-officer"
    case `operator`
    case auditor

    /// True for staff, who see other people's data (ASVS 5.0, 6.3.3).
    package var needsOneTimePassword: Bool { self != .resident }
}
