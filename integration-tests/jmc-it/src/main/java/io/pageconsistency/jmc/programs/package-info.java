/** Programs without a pool, of which recordings are made. The programs with pools are in the module workloads. */
package io.pageconsistency.jmc.programs;
