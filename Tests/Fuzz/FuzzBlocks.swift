import Foundation

@testable import EmbeddedStore

/// libFuzzer on the readers of both kinds of blocks: `scripts/fuzz.sh` builds and runs it.
///
/// The first byte of an input chooses the kind; of a month block, two more say how long the head is. Magic, version,
/// length of the head and checksums are made right, so that what lies behind them is reached.
@main
enum FuzzBlocks {
    static func main() {
        var count = CommandLine.argc
        var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
        exit(runDriver(&count, &arguments, read))
    }

    private static let read: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32 = { start, count in
        let input = [UInt8](UnsafeBufferPointer(start: start, count: count))
        if let kind = input.first, kind & 1 == 0 {
            readDays(Array(input.dropFirst()))
        } else if input.count >= 3 {
            var bytes = Array(input.dropFirst(3))
            let headLength = min(Int(input[1]) | Int(input[2]) << 8, bytes.count)
            guard headLength >= MonthBlock.headerLength else { return 0 }
            bytes.replaceSubrange(0..<5, with: CurveBlock.magic + [MonthBlock.version])
            bytes.set(word: UInt32(headLength), at: 8)
            BlockMutations.readMonth(
                BlockMutations.resealed(bytes, headLength: headLength), headLength: headLength)
        }
        return 0
    }

    private static func readDays(_ bytes: [UInt8]) {
        guard bytes.count >= BlockHeader.length else { return }
        let head = CurveBlock.magic + [1 + bytes[4] % CurveBlock.version]
        let sealed = BlockMutations.resealed(days: head + bytes.dropFirst(head.count))
        guard let block = try? CurveBlock(sealed) else { return }
        for row in block.rows { _ = try? block.curve(of: row) }
    }
}

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<Int32>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ read: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32
