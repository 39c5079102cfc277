internal import CGLPK

extension GLPKSolver {
  /// Name and version of the linked library, e.g. `GLPK 5.0`.
  public static var version: String { "GLPK " + String(cString: glp_version()) }
}
