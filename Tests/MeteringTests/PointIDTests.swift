import Metering
import Testing

@Suite("Identifiers of points")
struct PointIDTests {
    private static let digits = "01234567890123"

    @Test("tell their issuer, so that the same digits are another point in each carrier")
    func issuers() {
        let points = Carrier.allCases.map { PointID(Self.digits, of: $0) }
        #expect(
            points.map(\.text) == ["01234567890123", "pce:01234567890123"]
                + ["water", "heat", "cold"].map { "\($0):01234567890123" })
        #expect(points.map(\.issuer) == Carrier.allCases.map { .distributor($0) })
        #expect(points.map(\.isPRM) == [true, false, false, false, false])
    }

    @Test("of a partner stay as they are, in any carrier", arguments: Carrier.allCases)
    func partners(carrier: Carrier) {
        for text in ["heat-01", "GI123456", "1234567890123", "pce:1", "pce:01234567890123", "PCE:01234567890123"] {
            #expect(PointID(text, of: carrier).text == text)
        }
        #expect(PointID("GI123456", of: .gas).issuer == .partner)
    }

    @Test("come back from their keys, and have none under another carrier", arguments: Carrier.allCases)
    func keys(carrier: Carrier) throws {
        let point = PointID(Self.digits, of: carrier)
        let key = try #require(ChannelKey(Channel(point: point, carrier: carrier, direction: .injection)))
        #expect(key.point == point && key.ofPoint == ChannelKey(point))
        for other in Carrier.allCases where other != carrier {
            #expect(ChannelKey(Channel(point: point, carrier: other)) == nil)
        }
    }
}
