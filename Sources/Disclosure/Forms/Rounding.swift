extension Int64 {
    /// The nearest multiple of a unit, halves up, of a number that is not negative: how figures are rounded when they
    /// are published. Negative numbers are rounded half a unit up, then towards zero. Limited to what 64 bits hold.
    ///
    /// Precondition: the unit is 1 or more.
    func rounded(toMultipleOf unit: Int64) -> Int64 {
        let raised = Int128(self) + Int128(unit / 2)
        return Int64(clamping: raised / Int128(unit) * Int128(unit))
    }
}
