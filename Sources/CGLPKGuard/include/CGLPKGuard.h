// GLPK with its fatal aborts turned into return codes.
//
// GLPK calls abort() on invalid input and on failed internal assertions. Here every call that builds or solves runs
// between setjmp and GLPK's error hook, which jumps back. The jump leaves GLPK's environment - it belongs to the
// thread - in pieces, so that environment is freed and ALL problems of the thread die with it; a dead problem is
// recognised and refused, not touched. No jump ever crosses a frame of the caller's callback: the callback only
// answers, and C acts on the answer after it has returned.
//
// One problem, one thread: problems are made, used and deleted on the same thread. Guarded calls do not nest.
#ifndef CGLPKGUARD_H
#define CGLPKGUARD_H

#include <stdint.h>

/// A GLPK problem and the environment that owns its memory.
typedef struct {
  void *problem;
  uint64_t environment;
} glpg_problem;

/// Return codes beside those of GLPK, which are never negative.
enum {
  /// GLPK aborted; `glpg_message` says why. All problems of this thread are dead.
  GLPG_ABORTED = -1,
  /// The problem died earlier, or belongs to another thread.
  GLPG_DEAD = -2,
  /// Called from inside the callback of another guarded call of this thread.
  GLPG_NESTED = -3,
};

/// Columns and rows in arrays that start at 0, coefficients in GLPK's own layout (element 0 unused, indices from 1).
typedef struct {
  int32_t rows;
  const double *row_lower, *row_upper;
  int32_t columns;
  const double *column_lower, *column_upper, *cost;
  const uint8_t *integer;
  double offset;
  int32_t coefficients;
  const int32_t *row_index, *column_index;
  const double *value;
} glpg_model;

/// What the branch and bound tells, and what the callback may answer.
typedef struct {
  /// GLP_IROWGEN, GLP_IBINGO or GLP_ISELECT.
  int32_t reason;
  /// Subproblems made so far, and those still open.
  int32_t nodes, open_nodes;
  /// Objective of the best integer point; meaningful where `has_incumbent` is not 0.
  double incumbent;
  int32_t has_incumbent;
  /// Least local bound of the open subproblems; -DBL_MAX where there is none.
  double bound;
  /// Number of columns; their values at GLP_IROWGEN (LP of the node) and GLP_IBINGO (new incumbent), else NULL.
  int32_t columns;
  const double *point;

  /// Answer at GLP_IROWGEN: rows to add for this subproblem and its descendants. Row i has the coefficients
  /// row_start[i] ..< row_start[i + 1]; column indices count from 1. The memory is read after the callback returned.
  int32_t row_count;
  const int32_t *row_start;
  const int32_t *column_index;
  const double *value;
  const double *row_lower, *row_upper;
} glpg_event;

/// Returns 0 to go on; anything else ends the search (GLP_ESTOP).
typedef int32_t (*glpg_callback)(void *context, glpg_event *event);

typedef struct {
  double relative_gap;
  /// Milliseconds, > 0.
  int32_t time_limit;
  /// 0 or 1. The callback sees the presolved problem, so rows and points of the original need 0, after `glpg_simplex`.
  int32_t presolve;
  /// 0 or 1 each: Gomory, mixed-integer rounding, cover, clique cuts; rounding heuristic; feasibility pump.
  int32_t gomory, rounding_cuts, covers, cliques, rounding_heuristic, feasibility_pump;
  /// GLP_BR_..., GLP_BT_...
  int32_t branching, backtracking;
  /// 0 or 1: tell of lazy rows (GLP_IROWGEN).
  int32_t row_generation;
  /// A feasible point (from 0, integers exactly whole) to begin with, or NULL; needs presolve 0.
  const double *start;
  glpg_callback callback;
  void *context;
} glpg_search;

/// An empty minimisation problem; `problem` is NULL where that fails.
glpg_problem glpg_create(void);
/// Frees the problem if it is alive and of this thread; else does nothing.
void glpg_delete(glpg_problem problem);
/// 1 where the problem is alive and belongs to this thread.
int32_t glpg_is_alive(glpg_problem problem);
/// What GLPK said when it last aborted on this thread.
const char *glpg_message(void);

/// Fills an empty problem.
int32_t glpg_load(glpg_problem problem, const glpg_model *model);
/// Adds rows to a problem; the fields of rows and coefficients as in the answer of an event.
int32_t glpg_add_rows(glpg_problem problem, const glpg_event *rows);
/// Adds one continuous column; arrays have element 0 unused, row indices count from 1.
int32_t glpg_add_column(glpg_problem problem, double lower, double upper, double cost, int32_t coefficients,
                        const int32_t *row_index, const double *value);
int32_t glpg_set_column_bounds(glpg_problem problem, int32_t column, double lower, double upper);
int32_t glpg_set_row_bounds(glpg_problem problem, int32_t row, double lower, double upper);
int32_t glpg_set_cost(glpg_problem problem, int32_t column, double cost);
// Rows by their numbers, from 1, without repetition.
int32_t glpg_delete_rows(glpg_problem handle, int32_t count, const int32_t *rows);

/// Simplex from the present basis, at most so many milliseconds (> 0): the dual method (with the primal to fall back
/// on) or the primal one. Called again after GLP_ETMLIM it goes on where it was.
int32_t glpg_simplex(glpg_problem problem, int32_t dual, int32_t time_limit);
int32_t glpg_branch_and_bound(glpg_problem problem, const glpg_search *search);

/// Bytes of GLPK's memory in use on this thread.
uint64_t glpg_memory(void);

#endif
