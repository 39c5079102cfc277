extension FibreNetwork {
  /// For each site the number of its connected component, numbered from 0 in the order of their first sites.
  ///
  /// - Complexity: O(sites + spans).
  public func components() -> [Int] {
    var component = Array(repeating: -1, count: sites.count)
    var next = 0
    for start in sites.indices where component[start] < 0 {
      component[start] = next
      var stack = [start]
      while let site = stack.popLast() {
        for neighbour in neighbours[site] where component[neighbour.site] < 0 {
          component[neighbour.site] = next
          stack.append(neighbour.site)
        }
      }
      next += 1
    }
    return component
  }
}
