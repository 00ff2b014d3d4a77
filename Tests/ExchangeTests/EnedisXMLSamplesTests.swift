import Exchange
import Foundation
import Metering
import TestKit
import Testing

@Suite("The XML samples of Enedis")
struct EnedisXMLSamplesTests {
    @Test("decode, or are turned away with a reason", .enabled(if: SharedData.isPresent))
    func allSamples() throws {
        let folder = SharedData.folder.appending(path: "enedis")
        let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".xml") }
        #expect(paths.count > 30)
        var flows: Set<Flow> = []
        for path in paths {
            do {
                let sink = try RecordingSink.decoding(SharedData.bytes("enedis/" + path))
                flows.formUnion(sink.flows)
                let curves = sink.series.count + sink.pointDays.count
                let count = curves + sink.registers.count + sink.points.count + sink.diagnostics.count
                #expect(count > 0, "\(path) gave nothing")
            } catch let error as FlowError {
                guard case .unsupported = error else {
                    Issue.record("\(path): \(error)")
                    continue
                }
            }
        }
        #expect(flows == [.r50, .r4x, .r151, .r171, .c15, .r15, .invoice])
    }
}
