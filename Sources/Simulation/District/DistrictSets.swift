package import Metering

/// A set with its memberships.
package struct SetMembers: Sendable {
    package let set: PointSet
    package let members: [Membership]
}

/// The sets of the district, by the use cases of the daily data provision service (deliverable D3.4.2, section 4.3).
extension District {
    package static let consentingHouseholds = 125
    package static let concentratorCount = 61
    package static let concentratorLimit = 1_000
    /// Sizes of the clusters too small for a public figure without consent; 27 larger ones share the rest.
    package static let smallClusters = [9, 57, 96]
    package static let clusterCount = 30

    package var sets: [SetMembers] {
        building.sets(from: since) + renovated + commonAreas + [households] + [neighbourhood] + clusters
            + [production] + chargingSites + concentrators
    }

    /// The day the project began to ask.
    private var since: CivilDay {
        CivilDay(year: period.lowerBound.components.year, month: 1, day: 1) ?? period.lowerBound
    }

    private func members(_ points: some Sequence<Point>, consent: Membership.Consent? = nil) -> [Membership] {
        points.map { Membership(channel: $0.channel, from: since, consent: consent) }
    }

    /// Use 2a: what a whole building or the estate consumes, common areas included.
    private var renovated: [SetMembers] {
        let places = Roster.buildings.indices.map { Roster.Place.building($0 + 1) } + [.estate]
        return places.enumerated().map { index, place in
            let isEstate = place == .estate
            return SetMembers(
                set: PointSet(
                    id: isEstate ? "estate" : "building-\(index + 1)", kind: isEstate ? "estate" : "building",
                    useCase: "2a",
                    visibility: .restricted),
                members: members(meters.filter { $0.place == place }))
        }
    }

    /// Uses 2b and 2c: the common areas, each building alone and all together, as curves and as days.
    private var commonAreas: [SetMembers] {
        let all = meters.filter { $0.customer.profile == .commonArea }
        let uses: [(String, FigureStep, Membership.Consent, String)] = [
            ("2b", .tenMinutes, .curve, "curve"), ("2c", .day, .day, "day"),
        ]
        return uses.flatMap { use, step, consent, suffix in
            let alone = all.enumerated().map { ("common-area-\($0.offset + 1)-\(suffix)", [$0.element]) }
            return (alone + [("common-areas-\(suffix)", all)]).map { id, points in
                SetMembers(
                    set: PointSet(id: id, kind: "common-area", useCase: use, visibility: .restricted, figureStep: step),
                    members: members(points, consent: consent))
            }
        }
    }

    /// Use 3: always 125 households. One moves out inside the period and another joins the same day.
    private var households: SetMembers {
        let street = meters.filter { $0.customer.profile == .household && $0.place == .street }
        let apart = street.count / (District.consentingHouseholds + 1)
        let chosen = (0...District.consentingHouseholds).map { street[$0 * apart].channel }
        let move = period.lowerBound.advanced(by: 4)
        return SetMembers(
            set: PointSet(id: "consenting-households", kind: "households", useCase: "3", visibility: .restricted),
            members: chosen.enumerated().map { index, channel in
                Membership(
                    channel: channel, from: index == chosen.count - 1 ? move : since, until: index == 0 ? move : nil,
                    consent: .day)
            })
    }

    /// Use 4a.
    private var neighbourhood: SetMembers {
        SetMembers(
            set: PointSet(id: "neighbourhood", kind: "neighbourhood", useCase: "4a", visibility: .public),
            members: members(meters))
    }

    /// Use 4b: every meter is in one of thirty clusters.
    private var clusters: [SetMembers] {
        var generator = SplitMix64(loads.seed, 0xC105)
        let small = District.smallClusters
        var sizes = UnevenParts.sizes(
            of: meters.count - small.reduce(0, +), parts: District.clusterCount - small.count, within: 120...700,
            spread: 0.5, &generator)
        for (index, size) in small.enumerated() { sizes.insert(size, at: 5 + 9 * index) }
        return stretches("cluster", use: "4b", .public, sizes).map { SetMembers(set: $0.0, members: members($0.1)) }
    }

    /// Use 4c.
    private var production: SetMembers {
        SetMembers(
            set: PointSet(id: "producers", kind: "producers", useCase: "4c", visibility: .public),
            members: members(producers))
    }

    /// Use 5: the stations of each site.
    private var chargingSites: [SetMembers] {
        Roster.chargersAtSites.indices.map { index in
            SetMembers(
                set: PointSet(
                    id: "charging-site-\(index + 1)", kind: "charging-site", useCase: "5", visibility: .restricted,
                    figureStep: .halfHour),
                members: members(meters.filter { $0.place == .chargingSite(index + 1) }, consent: .curve))
        }
    }

    /// The collection tree. One meter hears its neighbour's concentrator better from a day of the period on.
    private var concentrators: [SetMembers] {
        var generator = SplitMix64(loads.seed, 0xC0C0)
        let sizes = UnevenParts.sizes(
            of: meters.count, parts: District.concentratorCount, within: 12...District.concentratorLimit, spread: 0.9,
            &generator)
        var trees = stretches("concentrator", use: "concentrators", .restricted, sizes)
            .map { ($0.0, members($0.1)) }
        if let smallest = sizes.indices.min(by: { sizes[$0] < sizes[$1] }),
            let moving = trees[(smallest + 1) % trees.count].1.first
        {
            let day = period.lowerBound.advanced(by: 3)
            trees[(smallest + 1) % trees.count].1[0] = Membership(channel: moving.channel, from: since, until: day)
            trees[smallest].1.append(Membership(channel: moving.channel, from: day))
        }
        return trees.map { SetMembers(set: $0.0, members: $0.1) }
    }

    /// Sets that cut the streets into stretches.
    private func stretches(_ kind: String, use: String, _ visibility: Visibility, _ sizes: [Int]) -> [(
        PointSet, ArraySlice<Point>
    )] {
        UnevenParts.ranges(sizes).enumerated().map { index, range in
            let id = "\(kind)-\(index < 9 ? "0" : "")\(index + 1)"
            return (PointSet(id: id, kind: kind, useCase: use, visibility: visibility), meters[range])
        }
    }
}
