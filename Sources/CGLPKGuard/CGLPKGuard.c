#include "CGLPKGuard.h"

#include <float.h>
#include <glpk.h>
#include <math.h>
#include <setjmp.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static _Thread_local struct {
  jmp_buf *target;
  uint64_t environment;
  char message[512];
  size_t length;
} state;

static atomic_uint_fast64_t environments = 1;

static uint64_t environment(void) {
  if (state.environment == 0) state.environment = atomic_fetch_add(&environments, 1);
  return state.environment;
}

static void on_error(void *info) {
  (void)info;
  longjmp(*state.target, 1);
}

// Everything GLPK prints ends here: nothing may reach the terminal. The start is kept, it names the failed assertion.
static int on_text(void *info, const char *text) {
  (void)info;
  size_t length = strlen(text), room = sizeof state.message - 1 - state.length;
  if (length > room) length = room;
  memcpy(state.message + state.length, text, length);
  state.length += length;
  state.message[state.length] = 0;
  return 1;
}

typedef int (*body)(glp_prob *problem, void *arguments);

static int32_t guarded(glpg_problem handle, body run, void *arguments) {
  if (!glpg_is_alive(handle)) return GLPG_DEAD;
  if (state.target) return GLPG_NESTED;
  jmp_buf target;
  state.length = 0;
  state.message[0] = 0;
  glp_error_hook(on_error, NULL);
  glp_term_hook(on_text, NULL);
  if (setjmp(target) == 0) {
    state.target = &target;
    int code = run(handle.problem, arguments);
    state.target = NULL;
    return code;
  }
  state.target = NULL;
  glp_free_env();
  state.environment = 0;
  return GLPG_ABORTED;
}

static int nothing(glp_prob *problem, void *arguments) {
  (void)problem, (void)arguments;
  return 0;
}

glpg_problem glpg_create(void) {
  glpg_problem handle = {NULL, environment()};
  if (state.target) return handle;
  handle.problem = glp_create_prob();
  guarded(handle, nothing, NULL);
  return handle;
}

void glpg_delete(glpg_problem handle) {
  if (glpg_is_alive(handle) && !state.target) glp_delete_prob(handle.problem);
}

int32_t glpg_is_alive(glpg_problem handle) {
  return handle.problem != NULL && handle.environment == state.environment;
}

const char *glpg_message(void) { return state.message; }

uint64_t glpg_memory(void) {
  size_t total = 0;
  glp_mem_usage(NULL, NULL, &total, NULL);
  return total;
}

// MARK: - Building

static int bound_type(double lower, double upper) {
  if (isinf(lower)) return isinf(upper) ? GLP_FR : GLP_UP;
  if (isinf(upper)) return GLP_LO;
  return lower == upper ? GLP_FX : GLP_DB;
}

static void set_row(glp_prob *problem, int row, double lower, double upper) {
  glp_set_row_bnds(problem, row, bound_type(lower, upper), lower, upper);
}

static void set_column(glp_prob *problem, int column, double lower, double upper) {
  glp_set_col_bnds(problem, column, bound_type(lower, upper), lower, upper);
}

static int load(glp_prob *problem, void *arguments) {
  const glpg_model *model = arguments;
  glp_set_obj_dir(problem, GLP_MIN);
  glp_set_obj_coef(problem, 0, model->offset);
  if (model->columns > 0) glp_add_cols(problem, model->columns);
  // A problem without rows is no problem for GLPK; one free row changes nothing.
  glp_add_rows(problem, model->rows > 0 ? model->rows : 1);
  for (int i = 0; i < model->rows; i++) set_row(problem, i + 1, model->row_lower[i], model->row_upper[i]);
  for (int j = 0; j < model->columns; j++) {
    if (model->integer[j]) glp_set_col_kind(problem, j + 1, GLP_IV);
    set_column(problem, j + 1, model->column_lower[j], model->column_upper[j]);
    glp_set_obj_coef(problem, j + 1, model->cost[j]);
  }
  glp_load_matrix(problem, model->coefficients, model->row_index, model->column_index, model->value);
  return 0;
}

int32_t glpg_load(glpg_problem handle, const glpg_model *model) { return guarded(handle, load, (void *)model); }

static int add_rows(glp_prob *problem, void *arguments) {
  const glpg_event *rows = arguments;
  if (rows->row_count <= 0) return 0;
  int first = glp_add_rows(problem, rows->row_count);
  for (int i = 0; i < rows->row_count; i++) {
    int start = rows->row_start[i], length = rows->row_start[i + 1] - start;
    set_row(problem, first + i, rows->row_lower[i], rows->row_upper[i]);
    // GLPK reads from element 1 on.
    glp_set_mat_row(problem, first + i, length, rows->column_index + start - 1, rows->value + start - 1);
  }
  return 0;
}

int32_t glpg_add_rows(glpg_problem handle, const glpg_event *rows) {
  return guarded(handle, add_rows, (void *)rows);
}

typedef struct {
  int32_t index;
  double lower, upper, cost;
  int32_t coefficients;
  const int32_t *row_index;
  const double *value;
} change;

static int add_column(glp_prob *problem, void *arguments) {
  const change *column = arguments;
  int index = glp_add_cols(problem, 1);
  set_column(problem, index, column->lower, column->upper);
  glp_set_obj_coef(problem, index, column->cost);
  glp_set_mat_col(problem, index, column->coefficients, column->row_index, column->value);
  return 0;
}

int32_t glpg_add_column(glpg_problem handle, double lower, double upper, double cost, int32_t coefficients,
                        const int32_t *row_index, const double *value) {
  change column = {0, lower, upper, cost, coefficients, row_index, value};
  return guarded(handle, add_column, &column);
}

static int change_column(glp_prob *problem, void *arguments) {
  const change *column = arguments;
  set_column(problem, column->index, column->lower, column->upper);
  return 0;
}

int32_t glpg_set_column_bounds(glpg_problem handle, int32_t column, double lower, double upper) {
  change bounds = {.index = column, .lower = lower, .upper = upper};
  return guarded(handle, change_column, &bounds);
}

static int change_row(glp_prob *problem, void *arguments) {
  const change *row = arguments;
  set_row(problem, row->index, row->lower, row->upper);
  return 0;
}

int32_t glpg_set_row_bounds(glpg_problem handle, int32_t row, double lower, double upper) {
  change bounds = {.index = row, .lower = lower, .upper = upper};
  return guarded(handle, change_row, &bounds);
}

static int change_cost(glp_prob *problem, void *arguments) {
  const change *column = arguments;
  glp_set_obj_coef(problem, column->index, column->cost);
  return 0;
}

int32_t glpg_set_cost(glpg_problem handle, int32_t column, double cost) {
  change costs = {.index = column, .cost = cost};
  return guarded(handle, change_cost, &costs);
}

typedef struct {
  int32_t count;
  const int32_t *rows;
} deletion;

static int delete_rows(glp_prob *problem, void *arguments) {
  const deletion *wanted = arguments;
  // GLPK reads from element 1 on.
  if (wanted->count > 0) glp_del_rows(problem, wanted->count, wanted->rows - 1);
  return 0;
}

int32_t glpg_delete_rows(glpg_problem handle, int32_t count, const int32_t *rows) {
  deletion wanted = {count, rows};
  return guarded(handle, delete_rows, &wanted);
}

// MARK: - Solving

typedef struct {
  int32_t dual, time_limit;
} simplex_arguments;

static int simplex(glp_prob *problem, void *arguments) {
  const simplex_arguments *wanted = arguments;
  glp_smcp parameters;
  glp_init_smcp(&parameters);
  parameters.msg_lev = GLP_MSG_OFF;
  parameters.meth = wanted->dual ? GLP_DUALP : GLP_PRIMAL;
  parameters.tm_lim = wanted->time_limit;
  int code = glp_simplex(problem, &parameters);
  // A basis that earlier changes made singular or ill-conditioned: begin again from a fresh one.
  if (code == GLP_EBADB || code == GLP_ESING || code == GLP_ECOND) {
    glp_adv_basis(problem, 0);
    code = glp_simplex(problem, &parameters);
  }
  return code;
}

int32_t glpg_simplex(glpg_problem handle, int32_t dual, int32_t time_limit) {
  simplex_arguments arguments = {dual, time_limit};
  return guarded(handle, simplex, &arguments);
}

typedef struct {
  const glpg_search *search;
  double *point;
  int started;
} relay_state;

static void relay(glp_tree *tree, void *info) {
  relay_state *relayed = info;
  const glpg_search *search = relayed->search;
  int reason = glp_ios_reason(tree);
  glp_prob *problem = glp_ios_get_prob(tree);
  int columns = glp_get_num_cols(problem);
  if (reason == GLP_IHEUR && search->start && !relayed->started) {
    relayed->started = 1;
    glp_ios_heur_sol(tree, search->start - 1);
    return;
  }
  if (reason == GLP_IROWGEN ? !search->row_generation : (reason != GLP_IBINGO && reason != GLP_ISELECT)) return;

  glpg_event event = {.reason = reason, .columns = columns};
  glp_ios_tree_size(tree, NULL, &event.open_nodes, &event.nodes);
  event.has_incumbent = glp_mip_status(problem) == GLP_FEAS;
  event.incumbent = glp_mip_obj_val(problem);
  int best = glp_ios_best_node(tree);
  event.bound = best ? glp_ios_node_bound(tree, best) : -DBL_MAX;
  if (reason != GLP_ISELECT && !search->presolve) {
    for (int j = 1; j <= columns; j++)
      relayed->point[j - 1] = reason == GLP_IBINGO ? glp_mip_col_val(problem, j) : glp_get_col_prim(problem, j);
    event.point = relayed->point;
  }
  if (search->callback(search->context, &event)) {
    glp_ios_terminate(tree);
    return;
  }
  if (reason == GLP_IROWGEN) add_rows(problem, &event);
}

static int branch_and_bound(glp_prob *problem, void *arguments) {
  relay_state *relayed = arguments;
  const glpg_search *search = relayed->search;
  glp_iocp parameters;
  glp_init_iocp(&parameters);
  parameters.msg_lev = GLP_MSG_OFF;
  parameters.br_tech = search->branching;
  parameters.bt_tech = search->backtracking;
  parameters.tm_lim = search->time_limit;
  parameters.mip_gap = search->relative_gap;
  parameters.presolve = search->presolve ? GLP_ON : GLP_OFF;
  parameters.gmi_cuts = search->gomory ? GLP_ON : GLP_OFF;
  parameters.mir_cuts = search->rounding_cuts ? GLP_ON : GLP_OFF;
  parameters.cov_cuts = search->covers ? GLP_ON : GLP_OFF;
  parameters.clq_cuts = search->cliques ? GLP_ON : GLP_OFF;
  parameters.fp_heur = search->feasibility_pump ? GLP_ON : GLP_OFF;
  // The rounding heuristic accepts points that break lazy rows it has not seen.
  parameters.sr_heur = search->rounding_heuristic && !search->row_generation ? GLP_ON : GLP_OFF;
  parameters.cb_func = relay;
  parameters.cb_info = relayed;
  return glp_intopt(problem, &parameters);
}

int32_t glpg_branch_and_bound(glpg_problem handle, const glpg_search *search) {
  if (!glpg_is_alive(handle)) return GLPG_DEAD;
  int columns = glp_get_num_cols(handle.problem);
  relay_state relayed = {search, malloc((columns > 0 ? columns : 1) * sizeof(double)), 0};
  int32_t code = guarded(handle, branch_and_bound, &relayed);
  free(relayed.point);
  return code;
}
