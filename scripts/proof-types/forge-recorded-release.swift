// expected: 'RecordedRelease' initializer is inaccessible due to 'internal' protection level
import Disclosure
import Publication
import Store

func forge(_ record: FigureRecord) -> RecordedRelease {
    RecordedRelease(record, edition: 1, isLawfulAlone: true, isAlternative: false)
}
