import Foundation
import FoundationXML
import SourceDocument
import TestSupport
import Testing

@testable import TopologyFormats

/// Foundation's parser as a second opinion on well-formed files.
private final class Events: NSObject, XMLParserDelegate {
  var events: [String] = []
  private var text = ""

  private func flush() {
    if !text.trimmed.isEmpty { events.append("text \(text.trimmed)") }
    text = ""
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    flush()
    events.append("start \(name) \(attributes.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })")
  }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?)
  {
    flush()
    events.append("end \(name)")
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
  func parser(_ parser: XMLParser, foundCDATA block: Data) { text += String(decoding: block, as: UTF8.self) }
}

@Suite struct XMLScannerTests {
  static let files =
    PublicMaps.names(in: "sndlib/xml", ending: ".xml").map { "sndlib/xml/\($0)" }
    + PublicMaps.names(in: "coronet", ending: ".xml").map { "coronet/\($0)" }
    + PublicMaps.names(in: "afterfibre", ending: ".kml").map { "afterfibre/\($0)" }
    + ["topology-zoo/graphml/Abilene.graphml", "topology-zoo/graphml/Kdl.graphml"]

  /// Start, end and, for elements without children, text.
  private func events(_ node: TopologyFormats.XMLNode, into events: inout [String]) {
    events.append(
      "start \(node.name) \(node.attributes.sorted { $0.name < $1.name }.map { "\($0.name)=\($0.value)" })")
    if node.children.isEmpty, !node.trimmed.isEmpty { events.append("text \(node.trimmed)") }
    for child in node.children { self.events(child, into: &events) }
    events.append("end \(node.name)")
  }

  private func compare(_ bytes: [UInt8]) throws {
    let delegate = Events()
    let parser = XMLParser(data: Data(bytes))
    parser.delegate = delegate
    #expect(parser.parse())
    var own: [String] = []
    events(try XMLScanner.root(of: SourceText(decoding: bytes, file: "m")), into: &own)
    #expect(own == delegate.events)
  }

  @Test(.enabled(if: PublicMaps.areHere, "\(PublicMaps.absent)"))
  func agreesWithFoundationOnPublicFiles() throws {
    for path in Self.files {
      try compare(try PublicMaps.bytes(path))
    }
  }

  @Test(arguments: [
    "<a/>", "<a b='1' c=\"&lt;&#65;&#x42;&quot;\">x</a>",
    "<?xml version='1.0'?><!-- c --><a><b>1</b><c/></a><!-- d -->",
    "<a><![CDATA[<&]]></a>", "<a>é&amp;😀</a>", "<!DOCTYPE a><a/>", "<a\n  b = 'x y'\n/>",
  ])
  func agreesWithFoundationOnSmallDocuments(text: String) throws { try compare(Array(text.utf8)) }

  /// Documents that are not well-formed, of which Foundation's parser accepts some.
  @Test(arguments: [
    "", " ", "<a>", "</a>", "<a><b></a>", "<a/><b/>", "<a b></a>", "<a b=1/>", "<a b='1' b='2'/>",
    "<a>&nope;</a>",
    "<a>&</a>", "<a b='<'/>", "text", "<a/>text", "<1/>", "<a><!-- </a>", "<a><![CDATA[x</a>", "<a &#0;/>",
    "<a>&#0;</a>",
    "<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>", "<a b='1'c='2'/>",
  ])
  func brokenDocumentsAreRefused(text: String) {
    #expect(throws: InputError.self) {
      try XMLScanner.root(of: SourceText(decoding: Array(text.utf8), file: "m"))
    }
  }
}
