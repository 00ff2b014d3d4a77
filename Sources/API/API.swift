import Access
package import Web

extension Chapter {
    /// The API for applications under `/api/v1`. `explaining`: the problems of other chapters, which it explains too.
    package static func api(explaining problems: [Problem]) -> Chapter {
        Chapter(
            at: ["/api"], API.Problems.routes(API.Problems.all + problems) + API.routes,
            authenticator: .sessionsAndTokens, refusals: .problems, scopes: CurveScope.all)
    }
}

/// One file for each resource, described by `openapi.yaml`.
enum API {
    static let routes: [Route] = [
        Contract.routes, DataCatalogue.routes, Releases.routes, PointSets.routes, Publications.routes,
        DataNeeds.routes, MeteringPoints.routes, Curves.routes, DailyEnergy.routes, Completeness.routes,
        Corrections.routes, OccupancyResource.routes,
        ConsentResource.routes.needing(.collectConsents), DataPaths.routes, Me.routes,
        Exports.routes,
        JobResource.routes, Uploads.routes, Buildings.routes.needing(.buildingTotals),
    ].flatMap(\.self)
}
