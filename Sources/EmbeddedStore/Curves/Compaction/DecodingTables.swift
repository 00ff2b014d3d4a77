import Store

/// A model laid out for reading: one look-up gives a value's class and the state after it.
struct DecodingTables {
    /// One of the 2,048 slots of a table: bits 23–31 the class with its sign, bits 11–22 its frequency, bits 0–10 the
    /// slot's place within the class.
    struct Slot {
        fileprivate let bits: UInt32

        @inline(__always) var symbol: Int { Int(bits &>> 23) }
        @inline(__always) var frequency: UInt32 { bits &>> 11 & 0xFFF }
        @inline(__always) var place: UInt32 { bits & 0x7FF }
    }

    /// What a class says of a residual.
    struct Facts {
        let base: Int64
        let mask: UInt64
        let rawBits: Int
        /// −1 for negative residuals, else 0.
        let sign: Int64

        fileprivate init(_ symbol: Int) {
            base = ResidualClass.base(of: symbol)
            rawBits = ResidualClass.rawBits(of: symbol)
            mask = 1 << UInt64(rawBits) - 1
            sign = ResidualClass.isNegative(symbol) ? -1 : 0
        }
    }

    /// All tables' slots.
    private let slots: [Slot]
    /// Where the table of each context begins; none where the model has no table.
    private let starts: [UInt32]
    private let facts = DecodingTables.allFacts

    private static let allFacts = (0..<ResidualClass.symbolCount).map(Facts.init)

    init(_ model: borrowing SeriesModel) {
        starts = model.tables.map { UInt32($0 << Int(SeriesModel.precision)) }
        let count = model.tableCount << Int(SeriesModel.precision)
        // With room for what the last class writes too much.
        slots = [Slot](unsafeUninitializedCapacity: count + Eight.scalarCount) { slots, filled in
            guard let start = slots.baseAddress else { return }
            // All of it is filled: the frequencies of each table sum to 2,048, whoever made the model.
            var next = UnsafeMutableRawPointer(start)
            for each in model.classes {
                let first = UInt32(truncatingIfNeeded: each.symbol &<< 23 | each.frequency &<< 11)
                var run = DecodingTables.places &+ first
                // Eight slots at a time: those beyond the class are written again by the one after it.
                for place in stride(from: 0, to: each.frequency, by: Eight.scalarCount) {
                    next.storeBytes(of: run, toByteOffset: place * MemoryLayout<Slot>.stride, as: Eight.self)
                    run &+= Eight(repeating: UInt32(Eight.scalarCount))
                }
                next += each.frequency * MemoryLayout<Slot>.stride
            }
            filled = count
        }
    }

    private typealias Eight = SIMD8<UInt32>
    private static let places = Eight(0, 1, 2, 3, 4, 5, 6, 7)

    var isEmpty: Bool { slots.isEmpty }

    /// Unchecked: each of the 128 contexts has a table unless there is none at all, and a table has a slot for each
    /// of the lowest 11 bits of a state.
    @inline(__always)
    func slot(of state: UInt32, in context: ResidualContext) -> Slot {
        let start = starts.span[unchecked: context.number]
        return slots.span[unchecked: Int(start | state & UInt32(SeriesModel.scale - 1))]
    }

    /// Unchecked: a class has nine bits.
    @inline(__always)
    func facts(of slot: Slot) -> Facts { facts.span[unchecked: slot.symbol] }
}
