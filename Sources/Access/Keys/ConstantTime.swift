import CSodium

/// Compares two texts in a time that depends on their length alone (`sodium_memcmp`).
func areEqualInConstantTime(_ left: some StringProtocol, _ right: some StringProtocol) -> Bool {
    let (left, right) = (Array(left.utf8), Array(right.utf8))
    return left.count == right.count && sodium_memcmp(left, right, left.count) == 0
}
