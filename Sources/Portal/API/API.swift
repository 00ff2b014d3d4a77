import Access

/// The API for applications under `/api/v1`: one file for each resource, described by `openapi.yaml`.
enum API {
    static let routes: [Route] = [
        Contract.routes, Problems.routes, DataCatalogue.routes, Releases.routes, PointSets.routes, Publications.routes,
        DataNeeds.routes, MeteringPoints.routes, Curves.routes, DailyEnergy.routes, Completeness.routes,
        Corrections.routes, OccupancyResource.routes,
        ConsentResource.routes.needing(.collectConsents), DataPaths.routes, Me.routes,
        Exports.routes,
        JobResource.routes, Uploads.routes, Buildings.routes.needing(.buildingTotals),
    ].flatMap(\.self)
}
