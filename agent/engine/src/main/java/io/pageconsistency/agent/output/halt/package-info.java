/** Ends the virtual machine on a violation, with its recordings written. Begin at {@link io.pageconsistency.agent.output.halt.Halt}. */
package io.pageconsistency.agent.output.halt;
