import FibreNetwork
import SourceDocument
import Testing

@testable import TopologyFormats

@Suite struct SiteTableTests {
  func apply(_ table: String) throws(InputError) -> [Site] {
    var map = try read(
      "{\"nodes\":[{\"id\":1,\"name\":\"Oslo\"},{\"id\":2,\"name\":\"Bergen\"},{\"id\":3,\"name\":\"Oslo\"},{\"id\":4,\"junction\":true}],\"links\":[]}"
    )
    try SiteTable(bytes: Array(table.utf8), file: "t.csv").apply(to: &map)
    return map.network.sites
  }

  @Test func aPlainListRestricts() throws {
    for table in ["1\nBergen\n4\n", "id\n1\n2\n4\n"] {
      let sites = try apply(table)
      // What the map forbids stays forbidden.
      #expect(sites.map(\.mayHostRepeater) == [true, true, false, false])
    }
  }

  @Test func pricesDoNotRestrict() throws {
    let sites = try apply("name,cost,memories\nBergen,2.5,8\n")
    #expect(sites.map(\.cost) == [1, 2.5, 1, 1] && sites[1].memories == 8)
    #expect(sites[0].mayHostRepeater)
  }

  @Test func flagsAreExplicit() throws {
    let sites = try apply("id;may_host_repeater\n2;no\n")
    #expect(sites.map(\.mayHostRepeater) == [true, false, true, false] && sites[1].mayHostStation)
  }

  @Test(arguments: [
    ("id\n9\n", "t.csv:2:1: error: \"9\" is neither the id nor the name of a site (did you mean \"1\"?)"),
    ("name\nOslo\n", "t.csv:2:1: error: \"Oslo\" is the name of 2 sites; give the id (1, 3)"),
    ("id,cost\n1,-2\n", "t.csv:2:3: error: \"cost\" is -2, expected a number of at least 0"),
    (
      "id,may_host_repeater\n1,perhaps\n",
      "t.csv:2:3: error: \"may_host_repeater\" is \"perhaps\", expected true or false"
    ),
  ])
  func faultsHaveTheirPlace(table: String, expected: String) {
    do {
      _ = try apply(table)
      Issue.record("was read")
    } catch { #expect(error.description == expected) }
  }
}
