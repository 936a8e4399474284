/** Programs of which recordings are made, beside the workloads. */
package io.pageconsistency.jmc.programs;
