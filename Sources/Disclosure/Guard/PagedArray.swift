/// An array whose copies have their pages in common until they change them.
///
/// A copy costs a reference for each page of 256 elements when it is first changed, and a page for each page changed.
/// Pages that were never written since `init(repeating:count:)` are one page. Reading and writing an element cost what
/// they cost in an array, and one more look-up. Traps outside its bounds, as an array does.
struct PagedArray<Element> {
    private static var elementsOfPage: Int { 256 }

    private var pages: [[Element]] = []
    private(set) var count = 0

    init() {}

    init(repeating element: Element, count: Int) {
        resize(to: count, with: element)
    }

    subscript(index: Int) -> Element {
        get { pages[index / Self.elementsOfPage][index % Self.elementsOfPage] }
        _modify { yield &pages[index / Self.elementsOfPage][index % Self.elementsOfPage] }
    }

    mutating func append(_ element: Element) {
        if count % Self.elementsOfPage == 0 {
            pages.append([])
            pages[pages.count - 1].reserveCapacity(16)
        }
        pages[pages.count - 1].append(element)
        count += 1
    }

    @discardableResult
    mutating func removeLast() -> Element {
        let element = pages[pages.count - 1].removeLast()
        if pages[pages.count - 1].isEmpty { pages.removeLast() }
        count -= 1
        return element
    }

    /// Adds an element as often as it takes until there are `count`. Does nothing where there are as many.
    mutating func resize(to count: Int, with element: Element) {
        while self.count < count, self.count % Self.elementsOfPage != 0 { append(element) }
        let whole = max(0, count - self.count) / Self.elementsOfPage
        let page = whole > 0 ? Array(repeating: element, count: Self.elementsOfPage) : []
        pages += Array(repeating: page, count: whole)
        self.count += whole * Self.elementsOfPage
        while self.count < count { append(element) }
    }
}
