/**
 * The API for pools that a description file does not fit: the pool itself reports its hand-outs and take-backs.
 *
 * <p>The agent compares these reports with its own record of each page, and reports a contradiction at that very call: a page that
 * is handed out while it is held, freed twice, freed in another size, freed by a former holder, or still held when its region is
 * closed. Without the agent the methods are empty, and the JIT compiler removes the calls.
 *
 * <p>Ship this artifact with the application. It has no dependencies, and may be present in several copies, also relocated ones.
 */
package io.pageconsistency.api;
