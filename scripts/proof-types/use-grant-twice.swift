// expected: 'grant' consumed more than once
import Access

func read(_ grant: consuming Grant, _ use: (consuming Grant) -> Void) {
    use(grant)
    use(grant)
}
