import ArgumentParser
import EmbeddedStore
import Metering
import Store

struct CompactCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compact", abstract: "Rewrite the daily blocks of curves as monthly ones: smaller, faster to ask.",
        discussion: """
            Nothing is lost: corrections stay beside what they corrected. It may be interrupted at any moment and run \
            again. Run it once a month; while an import is under way it is refused.
            """)

    @OptionGroup var common: CommonOptions

    @Option(help: ArgumentHelp("Only months that end before this day (default: all there is).", valueName: "day"))
    var before: CivilDay?

    func run() throws {
        let display = ProgressDisplay()
        let done = try common.open().compact(before: before) { month, done, total in
            display.show("compact", done: done, total: total, "\(month)")
        }
        display.finish()
        try Summary.give(
            done, asJSON: common.json,
            """
            \(done.months.grouped) months, \(done.pointDays.grouped) point-days: \
            \(done.blocksBefore.grouped) blocks of \(done.bytesBefore.grouped) bytes are now \
            \(done.blocksAfter.grouped) of \(done.bytesAfter.grouped).
            """)
    }
}
