// expected: 'RecordedRelease' initializer is inaccessible due to 'internal' protection level
import Disclosure
import Publication
import Store

func forge(_ record: FigureRecord, _ edition: ToldEdition) -> RecordedRelease {
    RecordedRelease(record, edition: edition, isLawfulAlone: true, isAlternative: false)
}
