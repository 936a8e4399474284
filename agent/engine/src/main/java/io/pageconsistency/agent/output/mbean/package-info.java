/** The agent's figures in the platform's MBean server. Begin at {@link io.pageconsistency.agent.output.mbean.Figures}. */
package io.pageconsistency.agent.output.mbean;
