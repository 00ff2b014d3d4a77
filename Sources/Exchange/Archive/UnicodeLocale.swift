import Glibc

/// The locale in which libarchive can give names that are not ASCII: in the one a program starts in, it has none.
///
/// Set for the calling thread alone, and only as long as the body runs.
enum UnicodeLocale {
    static func during<Result>(_ body: () throws -> Result) rethrows -> Result {
        let locale = newlocale(1 << LC_CTYPE, "C.UTF-8", nil)
        let previous = uselocale(locale)
        defer {
            uselocale(previous)
            freelocale(locale)
        }
        return try body()
    }
}
