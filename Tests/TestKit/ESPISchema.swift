import Foundation

/// The published schemas of ESPI, asked through libxml2's `xmllint`: those beside the project, in versions 3.3 and 4.0.
package enum ESPISchema {
    package static let isPresent = SharedData.isPresent

    package static let versions = ["GB_XML_schema_usage_v3_3.xsd", "espi_4.0.xsd"]

    /// What a schema says against a document; nil where it is valid.
    package static func fault(in document: [UInt8], version: String = versions[0]) throws -> String? {
        let folder = try TemporaryFolder()
        let file = try folder.file("document.xml", document)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/xmllint")
        let schema = SharedData.folder.appending(path: "green-button/xsd").appending(path: version)
        process.arguments = ["--noout", "--nonet", "--schema", schema.path, file]
        process.environment = ["XML_CATALOG_FILES": try catalog(in: folder)]
        let output = Pipe()
        process.standardError = output
        try process.run()
        let words = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return process.terminationStatus == 0 ? nil : words
    }

    /// Atom's schema imports the one of `xml:` attributes from the network: here is what it takes of it.
    private static func catalog(in folder: TemporaryFolder) throws -> String {
        let attributes = try folder.file(
            "xml.xsd",
            """
            <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="http://www.w3.org/XML/1998/namespace">
            <xs:attribute name="base" type="xs:anyURI"/><xs:attribute name="lang" type="xs:language"/></xs:schema>
            """)
        return try folder.file(
            "catalog.xml",
            """
            <catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">
            <system systemId="https://www.w3.org/2001/03/xml.xsd" uri="\(URL(filePath: attributes).absoluteString)"/>
            </catalog>
            """)
    }
}
