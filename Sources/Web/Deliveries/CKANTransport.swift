import Foundation
import NIOHTTP1

/// Keeps a document as a resource of a CKAN dataset, under the name that its editions have in common: the resource of
/// that name gets the new file, and is made where there is none. Asked again after a crash, it finds its own.
///
/// Source: CKAN's action API, `package_show`, `resource_create` and `resource_update`, files as `upload` of a multipart
/// form (docs.ckan.org, "FileStore and file uploads").
struct CKANTransport: DeliveryTransport {
    let http: CheckedHTTPClient
    let place: HTTPSPlace
    let dataset: String

    private struct Found: Decodable {
        struct Package: Decodable { let resources: [Resource] }
        struct Resource: Decodable {
            let id: String
            let name: String?
        }
        let result: Package
    }

    private struct Outcome: Decodable { let success: Bool }

    func send(_ outgoing: OutgoingDocument) async throws {
        let document = outgoing.document
        let known = try await resource(named: document.name, outgoing.secret)
        var form = MultipartForm()
        if let known { form.add("id", known) } else { form.add("package_id", dataset) }
        form.add("name", document.name)
        form.add("format", document.type.uppercased())
        form.add("description", "\(document.day), edition \(document.edition), SHA-256 \(document.sha256)")
        form.add("upload", file: document.name, document.mediaType, outgoing.bytes)
        var request = call(known == nil ? "resource_create" : "resource_update", outgoing.secret)
        request.method = .POST
        request.take(form)
        request.answerLimit = 1 << 20
        let outcome: Outcome = try await http.deliver(request).decoded()
        guard outcome.success else { throw DeliveryFault.notStored }
    }

    private func resource(named name: String, _ secret: String?) async throws -> String? {
        var request = call("package_show?id=\(dataset)", secret)
        // A few years of documents, at some 1.5 KB each.
        request.answerLimit = 64 << 20
        let found: Found = try await http.deliver(request).decoded()
        return found.result.resources.first { $0.name == name }?.id
    }

    private func call(_ action: String, _ secret: String?) -> OutgoingRequest {
        var request = OutgoingRequest(.GET, "\(place.address)/api/3/action/\(action)", authority: place.authority)
        request.fields = [("Authorization", secret ?? "")]
        return request
    }
}
