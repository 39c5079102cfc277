extension FibreNetwork {
  /// The connected components, largest first (then by their first site); each is a list of site indices in order.
  ///
  /// - Complexity: O(sites + spans), plus sorting the components.
  public func components() -> [[Int]] {
    var label = [Int](repeating: -1, count: sites.count)
    var components: [[Int]] = []
    var stack: [Int] = []
    for start in sites.indices where label[start] < 0 {
      let component = components.count
      label[start] = component
      stack.append(start)
      var members: [Int] = []
      while let site = stack.popLast() {
        members.append(site)
        for next in neighbours[site] where label[next.site] < 0 {
          label[next.site] = component
          stack.append(next.site)
        }
      }
      components.append(members.sorted())
    }
    return components.sorted { ($1.count, $0[0]) < ($0.count, $1[0]) }
  }
}
