/** The agent's figures in the platform's MBean server. Begin at {@link io.pageconsistency.agent.management.Figures}. */
package io.pageconsistency.agent.management;
