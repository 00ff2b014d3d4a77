import Metering

@testable import Exchange

/// One small whole document of each JSON and CSV flow of Enedis, with an autumn day where it is a curve.
enum SampleDocuments {
    static let all: [(flow: Flow, text: String)] = json + csv

    static let json: [(flow: Flow, text: String)] = [
        (.r63JSON, R6xDocument.document("R63", R6xDocument.measure(R6xDocument.quantity(curvePoints)))),
        (.r64JSON, indexes),
        (
            .r65JSON,
            R6xDocument.document(
                "R65",
                R6xDocument.measure(R6xDocument.quantity(of: "EA", unit: "Wh", [R6xDocument.figure("2024-10-27", "7")]))
            )
        ),
        (
            .r66JSON,
            R6xDocument.document(
                "R66",
                R6xDocument.measure(
                    R6xDocument.quantity(of: "PMA", unit: "VA", [R6xDocument.figure("2024-10-27 13:47:29", "7")])))
        ),
        (.dataConnect, DataConnectReaderTests.answer(autumnStamps.map { DataConnectReaderTests.reading($0) })),
        (.c68, "[\(C68ReaderTests.point(contracts: C68ReaderTests.contract()))]"),
    ]

    static let csv: [(flow: Flow, text: String)] = [
        (
            .r63CSV,
            rows(R6xCSVReaderTests.r63, autumnStamps.map { R6xCSVReaderTests.curveRow("\($0);476;B;PT30M;0;0") })
        ),
        (
            .r64CSV,
            rows(
                R6xCSVReaderTests.r64,
                [R6xCSVReaderTests.indexRow("2024-10-27 00:00:00", "Distributeur", "HP", "IDX_EAS_D1", "700")])
        ),
        (
            .r65CSV,
            rows(R6xCSVReaderTests.r65, ["\(R6xCSVReaderTests.head("EA", unit: "Wh"));DIFF.INDEX;P1D;2024-10-27;7"])
        ),
        (
            .r66CSV,
            rows(R6xCSVReaderTests.r66, ["\(R6xCSVReaderTests.head("PMA", unit: "VA"));P1D;2024-10-27 13:47:29;7"])
        ),
    ]

    private static let autumnStamps = [
        "2024-10-27 01:30:00", "2024-10-27 02:00:00", "2024-10-27 02:30:00", "2024-10-27 02:00:00",
        "2024-10-27 02:30:00", "2024-10-27 03:00:00",
    ]

    /// One value of six is bad: diagnostics too must not depend on how the bytes come.
    private static let curvePoints =
        autumnStamps.dropLast().map { R6xDocument.point($0) } + [R6xDocument.point("2024-10-27 03:00:00", "-1")]

    private static let indexes = R64ReaderTests.document(
        R64ReaderTests.energy(
            R64ReaderTests.calendar(
                "Distributeur", R64ReaderTests.temporalClass("HPÉ", R64ReaderTests.value("2024-10-27", "700")))))

    private static func rows(_ header: String, _ rows: [String]) -> String {
        ([header] + rows).joined(separator: "\r\n") + "\r\n"
    }
}
