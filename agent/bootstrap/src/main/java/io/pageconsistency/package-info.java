/**
 * The public types that the agent puts on the boot class path: what programs, tests and the MBean use. Begin at
 * {@link io.pageconsistency.PageConsistency}.
 */
package io.pageconsistency;
